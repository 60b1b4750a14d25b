import { defineFault } from '../fault.js';
import { ITEM, reply } from '../reply.js';

export const noContentType = defineFault({
  name: 'no-content-type',
  summary: 'Sends JSON without saying so: no Content-Type',
  serve: () => ({ http: ({ res }) => reply(res, 200, JSON.stringify(ITEM)) }),
});
