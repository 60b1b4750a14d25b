/**
 * Adapters that are a user's own. Whoever took the stream of axios' adapter and handed it out within something else got
 * an empty body, and no error; and what axios takes for a promise, anything that has a `then`, was a TypeError.
 */
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import axios, { type AxiosAdapter } from 'axios';
import { createClient } from 'holdfast';
import { expect, onTestFinished, test } from 'vitest';
import { reply, serve } from '../support/server.js';

const start = async (step: ReturnType<typeof reply>) => {
  const server = await serve(step);
  const client = createClient({ baseURL: server.url });
  onTestFinished(() => client.close());
  return client;
};

const handingOut =
  (wrapped: (stream: Readable) => unknown): AxiosAdapter =>
  async (config) => {
    const response = await axios.getAdapter('http')({ ...config, responseType: 'stream' });
    return { ...response, data: wrapped(response.data) };
  };

const LENGTH = 300_000;

test.each([
  ['an object with a stream', (stream: Readable) => ({ text: () => text(stream) })],
  ['a Response', (stream: Readable) => new Response(Readable.toWeb(stream) as ReadableStream)],
] as const)('%s can be read after its request', async (_what, wrapped) => {
  const client = await start(reply(200, 'x'.repeat(LENGTH)));
  for (let n = 0; n < 2; n += 1) {
    const { data } = await client.get('/', { adapter: handingOut(wrapped) });
    // All that belongs to the request is over when the stream is begun.
    await new Promise(setImmediate);
    expect(await data.text()).toHaveLength(LENGTH);
  }
  expect(client.stats()).toMatchObject({ active: 0, connectionsOpened: 1 });
});

test('one that hands out a stream that it ends itself holds no connection', async () => {
  const client = await start(reply(200, 'x'.repeat(LENGTH)));
  const { data } = await client.get('/', { adapter: handingOut(() => Readable.from(['instead'])) });
  expect(await text(data)).toBe('instead');
  await expect.poll(() => client.stats().active).toBe(0);
});

test('one that fails with the body unread holds no connection', async () => {
  const client = await start(reply(200, 'x'.repeat(LENGTH)));
  const adapter = handingOut(() => {
    throw new Error('not this one');
  });
  await expect(client.get('/', { adapter })).rejects.toThrow('not this one');
  await expect.poll(() => client.stats().active).toBe(0);
});

/** A promise as far as axios asks for one. */
const thenable = (promise: Promise<unknown>) => ({
  // biome-ignore lint/suspicious/noThenProperty: that is what it is about
  then: promise.then.bind(promise),
});

test('what is returned needs no more than a `then`', async () => {
  const client = await start(reply(200));
  const adapter = ((config) =>
    thenable(
      Promise.resolve({ data: 'it', status: 200, statusText: '', headers: {}, config }),
    )) as AxiosAdapter;
  expect((await client.get('/', { adapter })).data).toBe('it');
});

test('and its error gets through, as that of a judge does', async () => {
  const client = await start(reply(404));
  const failing = (() => thenable(Promise.reject(new Error('of its own')))) as unknown as AxiosAdapter;
  await expect(client.get('/', { adapter: failing })).rejects.toThrow('of its own');
  const adapter = ((config) => thenable(axios.getAdapter('http')(config))) as AxiosAdapter;
  const validateStatus = (): boolean => {
    throw new Error('not to be judged');
  };
  await expect(client.get('/', { adapter, validateStatus })).rejects.toThrow('not to be judged');
});
