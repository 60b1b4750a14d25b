/** Over undici, whoever read a body as a stream heard `canceled`, not what had ended it. */
import type { Readable } from 'node:stream';
import { createClient, IdleTimeoutError, withSignal } from 'holdfast';
import { undici } from 'holdfast/undici';
import { describe, expect, onTestFinished, test } from 'vitest';
import { failureOf } from '../support/failure-of.js';
import { serve } from '../support/server.js';

describe.each([
  ['over node:http', () => undefined],
  ['over undici', () => undici()],
])('%s', (_name, transport) => {
  async function streaming(timeouts = {}) {
    const server = await serve((_req, res) => void res.writeHead(200).write('some'));
    const client = createClient({ baseURL: server.url, timeouts, transport: transport() } as object);
    onTestFinished(() => client.close());
    const open = async (): Promise<Readable> => (await client.get('/', { responseType: 'stream' })).data;
    return { client, open };
  }

  test('silence tells the limit', async () => {
    const { open } = await streaming({ idle: 250 });
    expect(await failureOf((await open()).toArray())).toBeInstanceOf(IdleTimeoutError);
  });

  test("the caller's abort tells the caller's reason", async () => {
    const { open } = await streaming();
    const controller = new AbortController();
    const reason = new Error('enough');
    let body: Promise<unknown> | undefined;
    const call = withSignal(controller.signal, async () => {
      body = failureOf((await open()).toArray());
      controller.abort(reason);
      await body;
    });
    expect(await failureOf(call)).toBe(reason);
    expect(await body).toBe(reason);
  });

  test('a client that is closed says so', async () => {
    const { client, open } = await streaming();
    const body = failureOf((await open()).toArray());
    await client.close();
    expect((await body).message).toContain('client is closed');
  });
});
