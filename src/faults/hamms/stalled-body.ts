import { defineFault } from '../fault.js';
import { readAccept } from './accept.js';
import { app } from './app.js';
import { incomplete } from './incomplete.js';

export const stalledBody = defineFault({
  name: 'stalled-body',
  summary: 'Begins a body that Content-Length says is 2300 bytes, and stalls',
  hamms: 15,
  serve: app(({ req, res }) => {
    const { best } = readAccept(req.headers.accept);
    const [type, start] = incomplete(best === 'application/xml' ? 'text/xml' : best);
    res.writeHead(200, { 'Content-Length': 2300, 'Content-Type': type }).write(start);
  }),
});
