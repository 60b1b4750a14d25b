import { defineFault } from '../fault.js';
import { reply } from '../reply.js';
import { app } from './app.js';
import { headersOf } from './headers-of.js';

export const largeHeader = defineFault({
  name: 'large-header',
  summary: 'Sends a header of `size` bytes',
  hamms: 11,
  params: { size: 63 * 1024 },
  serve: app(({ req, res, params }) => {
    const Cookie = 'a'.repeat(Math.max(0, params.size));
    reply(res, 200, headersOf(req), { 'Content-Type': 'application/json', Cookie });
  }),
});
