/**
 * A stream with a `maxContentLength` that was thrown away before anybody read of it: axios destroys what it hands out, and
 * the connection behind it stayed in use for ever.
 */
import { createClient } from 'holdfast';
import { undici } from 'holdfast/undici';
import { describe, expect, onTestFinished, test } from 'vitest';
import { reply, serve } from '../support/server.js';

describe.each([
  ['node:http', undefined],
  ['undici', undici()],
])('over %s', (_name, transport) => {
  const options = { responseType: 'stream', maxContentLength: 100_000 } as const;
  const start = async (step: ReturnType<typeof reply>, more: object = {}) => {
    const server = await serve(step);
    const client = createClient({ baseURL: server.url, transport, ...more });
    onTestFinished(() => client.close());
    return { server, client };
  };

  test.each([10, 90_000])('by its user: no connection is in use (%i bytes)', async (length) => {
    const { client } = await start(reply(200, 'x'.repeat(length)));
    const { data } = await client.get('/', options);
    data.destroy();
    await expect.poll(() => client.stats().active).toBe(0);
  });

  test('by a retry', async () => {
    const retry = { maxRetries: 2, backoff: () => 1 };
    const { client, server } = await start(reply(503, 'x'.repeat(90_000)), { retry });
    await client.get('/', options).catch(({ response }) => response.data.resume());
    await expect.poll(() => client.stats().active).toBe(0);
    expect(server.requests).toHaveLength(3);
  });

  test('for what it is packed in', async () => {
    const { client } = await start(reply(200, 'x'.repeat(90_000), { 'content-encoding': 'unheard-of' }));
    await expect(client.get('/', options)).rejects.toMatchObject({ code: 'ERR_HOLDFAST_CONTENT_ENCODING' });
    await expect.poll(() => client.stats().active).toBe(0);
  });

  test('one that is read keeps its connection', async () => {
    const { client } = await start(reply(200, 'x'.repeat(90_000)));
    for (let n = 0; n < 3; n += 1) {
      const { data } = await client.get('/', options);
      expect(Buffer.concat(await data.toArray())).toHaveLength(90_000);
    }
    expect(client.stats()).toMatchObject({ connectionsOpened: 1, reused: 2 });
  });
});
