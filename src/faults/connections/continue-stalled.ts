import { defineFault } from '../fault.js';
import { ITEM, replyJson } from '../reply.js';

export const continueStalled = defineFault({
  name: 'continue-stalled',
  summary: 'Never sends the 100 Continue that a client waits for; answers once the body is there',
  serve: () => ({ silentContinue: true, http: ({ res }) => replyJson(res, 200, ITEM) }),
});
