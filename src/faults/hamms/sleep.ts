import { defineFault } from '../fault.js';
import { reply } from '../reply.js';
import { app } from './app.js';
import { headersOf } from './headers-of.js';

export const sleep = defineFault({
  name: 'sleep',
  summary: 'Answers after `sleep` seconds',
  hamms: 8,
  params: { sleep: 5 },
  serve: app(({ req, res, params, later }) => {
    later(params.sleep * 1000, () => reply(res, 200, headersOf(req), { 'Content-Type': 'application/json' }));
  }),
});
