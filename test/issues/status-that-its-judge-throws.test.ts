/**
 * `validateStatus` may throw an error of the user's own. The request never came to an end then; where axios' own adapter
 * carried it, the error went past everybody and ended the process. And it may itself end the request that it judges:
 * that one came to two ends, and a stream that nobody had got yet ended the process. Written with `async` it gives a
 * promise, which axios takes for a yes; one that was rejected ended the process.
 */
import { Agent } from 'node:http';
import { gzipSync } from 'node:zlib';
import axios from 'axios';
import { attach, createClient, resilient } from 'holdfast';
import { undici } from 'holdfast/undici';
import { describe, expect, onTestFinished, test } from 'vitest';
import { reply, serve } from '../support/server.js';

class NotThere extends Error {}

const validateStatus = (status: number): boolean => {
  if (status === 404) throw new NotThere('nothing is there');
  return status < 400;
};

const TEXT = 'no such thing'.repeat(10_000);
const whole = reply(404, TEXT);
const packed = reply(404, gzipSync(TEXT), { 'content-encoding': 'gzip' });
const KINDS = [
  ['a whole body', whole, {}],
  ['a stream', whole, { responseType: 'stream' }],
  ['a stream of limited length', whole, { responseType: 'stream', maxContentLength: 1_000_000 }],
  ['a whole body within a time', whole, { timeout: 5_000 }],
  ['what was packed', packed, {}],
  ['a stream of what was packed', packed, { responseType: 'stream' }],
] as const;

test.each(KINDS)(
  'attached axios, %s: the request fails with what was thrown',
  async (_what, step, options) => {
    const server = await serve(step);
    const httpAgent = new Agent({ keepAlive: true });
    onTestFinished(() => httpAgent.destroy());
    const api = attach(axios.create({ baseURL: server.url, httpAgent, validateStatus }));
    await expect(api.get('/', options)).rejects.toBeInstanceOf(NotThere);
    await expect(resilient().call(() => api.get('/', options))).rejects.toBeInstanceOf(NotThere);
    // What axios puts around a stream of limited length does not pass on that it was thrown away.
    if (!('maxContentLength' in options)) await expect.poll(() => Object.keys(httpAgent.sockets)).toEqual([]);
  },
);

test.each([
  ['attached', (options: object) => attach(axios.create(options))],
  ['of ours', (options: object) => createClient(options)],
])('over fetch, by an instance that is %s: it is let go of before its first byte', async (_what, make) => {
  const server = await serve((_req, res) => void res.writeHead(404).flushHeaders());
  const api = make({ baseURL: server.url, adapter: 'fetch', validateStatus });
  await expect(api.get('/', { responseType: 'stream' })).rejects.toBeInstanceOf(NotThere);
  await server.closed(1);
});

describe.each([
  ['node:http', undefined],
  ['undici', undici()],
])('over %s', (_name, transport) => {
  const start = async (step: ReturnType<typeof reply>) => {
    const server = await serve(step);
    const client = createClient({ baseURL: server.url, transport });
    onTestFinished(() => client.close());
    return client;
  };

  test.each(KINDS)('%s: the request fails with what was thrown', async (_what, step, options) => {
    const client = await start(step);
    await expect(client.get('/', { ...options, validateStatus })).rejects.toBeInstanceOf(NotThere);
    // A body that nobody gets to see holds no connection.
    await expect.poll(() => client.stats().active).toBe(0);
  });

  const verdicts = [
    ['likes it', () => true],
    ['does not like it', () => false],
    ['throws', () => validateStatus(404)],
  ] as const;

  // test/support/setup.ts fails on an uncaught exception.
  describe.each(verdicts)('by a judge that ends the request and then %s', (_verdict, judge) => {
    test.each(KINDS)('%s: it fails as one that was ended', async (_what, step, options) => {
      const client = await start(step);
      const user = new AbortController();
      const aborting = (): boolean => {
        user.abort();
        return judge();
      };
      await expect(
        client.get('/', { ...options, signal: user.signal, validateStatus: aborting }),
      ).rejects.toMatchObject({ code: 'ERR_CANCELED' });
      await expect.poll(() => client.stats().active).toBe(0);
    });

    test.each(KINDS.slice(0, 2))('%s: a client that was closed', async (_what, step, options) => {
      const client = await start(step);
      const closing = (): boolean => {
        void client.close();
        return judge();
      };
      await expect(client.get('/', { ...options, validateStatus: closing })).rejects.toMatchObject({
        message: expect.stringMatching(/closed/),
      });
      await expect.poll(() => client.stats().active).toBe(0);
    });
  });

  // A method's value is judged by the response behind it, if there is one.
  test.each([{}, { responseType: 'stream' }] as const)(
    'an answer whose judge ended the request is none: %j',
    async (options) => {
      const client = await start(reply(503, TEXT));
      let calls = 0;
      const method = resilient({ maxRetries: 1, backoff: () => 1 }).wrap(async () => {
        calls += 1;
        const user = new AbortController();
        const validateStatus = (): boolean => {
          user.abort();
          return true;
        };
        return client.get('/', { ...options, signal: user.signal, validateStatus }).catch(({ code }) => code);
      });
      expect(await method()).toBe('ERR_CANCELED');
      expect(calls).toBe(1);
    },
  );
});

// test/support/setup.ts fails on a rejection that nobody handles.
test.each([
  ['attached', (options: object) => attach(axios.create(options))],
  ['attached, over fetch', (options: object) => attach(axios.create({ ...options, adapter: 'fetch' }))],
  ['of ours', (options: object) => createClient(options)],
  ['of ours, over axios', (options: object) => createClient({ ...options, adapter: 'http' })],
  ['of ours, over undici', (options: object) => createClient({ ...options, transport: undici() })],
])('by an instance that is %s: what an asynchronous judge throws is heard by nobody', async (_what, make) => {
  const server = await serve(whole);
  const api = make({ baseURL: server.url });
  let asked = 0;
  const asynchronous = async (status: number): Promise<boolean> => {
    asked += 1;
    return validateStatus(status);
  };
  const response = await api.get('/', { validateStatus: asynchronous as never });
  expect([asked, response.status, response.data]).toEqual([1, 404, TEXT]);
  if ('close' in api) await (api as ReturnType<typeof createClient>).close();
});
