/**
 * `validateStatus` may throw an error of the user's own. The request never came to an end then; where axios' own adapter
 * carried it, the error went past everybody and ended the process.
 */
import { createClient } from 'holdfast';
import { undici } from 'holdfast/undici';
import { describe, expect, onTestFinished, test } from 'vitest';
import { reply, serve } from '../support/server.js';

class NotThere extends Error {}

const validateStatus = (status: number): boolean => {
  if (status === 404) throw new NotThere('nothing is there');
  return status < 400;
};

describe.each([
  ['node:http', undefined],
  ['undici', undici()],
])('over %s', (_name, transport) => {
  test.each([
    ['a whole body', {}],
    ['a stream', { responseType: 'stream' }],
    ['a whole body within a time', { timeout: 5_000 }],
    ['what was packed', { headers: { packed: 'yes' } }],
  ] as const)('%s: the request fails with what was thrown', async (_what, options) => {
    const server = await serve(reply(404, 'no such thing'.repeat(10_000)));
    const client = createClient({ baseURL: server.url, validateStatus, transport });
    onTestFinished(() => client.close());
    await expect(client.get('/', options)).rejects.toBeInstanceOf(NotThere);
    // A body that nobody gets to see holds no connection.
    await expect.poll(() => client.stats().active).toBe(0);
  });
});
