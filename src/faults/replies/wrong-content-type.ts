import { defineFault } from '../fault.js';
import { ITEM, reply } from '../reply.js';

const PAGE = '<!doctype html><title>Please sign in</title><p>You are not connected to the internet yet.</p>';

export const wrongContentType = defineFault({
  name: 'wrong-content-type',
  summary: 'Sends a sign-in page as JSON; or JSON as `type`, if that is another one',
  params: { type: ['application/json', 'text/html', 'application/octet-stream', 'nonsense'] },
  serve: () => ({
    http({ res, params }) {
      const body = params.type === 'application/json' ? PAGE : JSON.stringify(ITEM);
      reply(res, 200, body, { 'Content-Type': params.type });
    },
  }),
});
