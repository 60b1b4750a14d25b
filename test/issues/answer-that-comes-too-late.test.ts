/**
 * A client that heeds no signal answers after its attempt has timed out. Nobody reads that: it was left to the garbage
 * collector, and its connection stayed in use until then.
 */
import { EventEmitter, once } from 'node:events';
import { get } from 'node:http';
import axios, { type AxiosAdapter } from 'axios';
import { attach, createClient, Retry, resilient, Timeout, thrown } from 'holdfast';
import { request } from 'undici';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { failureOf } from '../support/failure-of.js';
import { serve } from '../support/server.js';
import { settled, useVirtualClock } from '../support/virtual-clock.js';

/** Answers the first request when it is told to, and then says no more. */
async function lateServer(status: number) {
  const asked = new EventEmitter();
  const arrived = once(asked, 'request');
  const server = await serve((_req, res) => void asked.emit('request', res));
  return {
    server,
    arrived,
    answer: async () => void (await arrived)[0].writeHead(status).write('{"id":'),
  };
}

const CLIENTS: Record<string, (url: string) => Promise<unknown>> = {
  fetch: (url) => fetch(url),
  'undici.request': (url) => request(url),
  'a stream of axios': (url) => axios.get(url, { responseType: 'stream' }),
  'the bare stream of axios': async (url) =>
    (await axios.get(url, { responseType: 'stream', validateStatus: null })).data,
  'node:http': async (url) => (await once(get(url), 'response'))[0],
};

describe.each([200, 503])('with status %i', (status) => {
  test.each(Object.entries(CLIENTS))('an answer of %s is let go of when it comes', async (_name, ask) => {
    const { advance } = useVirtualClock();
    const { server, arrived, answer } = await lateServer(status);
    const ended = failureOf(resilient({ retry: false, timeout: '1s' }).call(() => ask(server.url)));
    await arrived;
    advance(1_000);
    expect(await ended).toMatchObject({ name: 'AttemptTimeoutError' });
    await answer();
    await server.closed(1);
  });
});

test.each([
  ['attached', (options: object) => attach(axios.create(options))],
  ['of ours', (options: object) => createClient({ ...options, timeouts: { idle: Infinity } })],
])('so is one that an adapter which heeds no signal gives an instance that is %s', async (_name, make) => {
  const { advance } = useVirtualClock();
  for (const status of [200, 503]) {
    const { server, arrived, answer } = await lateServer(status);
    const adapter: AxiosAdapter = ({ signal: _heedless, ...config }) => axios.getAdapter('http')(config);
    const http = make({ baseURL: server.url, adapter, responseType: 'stream' });
    const ended = failureOf(resilient({ retry: false, timeout: '1s' }).call(() => http.get('/')));
    await arrived;
    advance(1_000);
    expect(await ended).toMatchObject({ name: 'AttemptTimeoutError' });
    await answer();
    await server.closed(1);
  }
});

test('so is that of an attempt which another one has followed', async () => {
  const { advance } = useVirtualClock();
  const { server, arrived, answer } = await lateServer(200);
  let calls = 0;
  class Api {
    @Retry({ maxRetries: 1, backoff: () => 0, retryOn: thrown(Error) })
    @Timeout('1s')
    async get() {
      calls += 1;
      return calls === 1 ? fetch(server.url) : 'second';
    }
  }
  const second = new Api().get();
  await arrived;
  advance(1_000);
  expect(await second).toBe('second');
  await answer();
  await server.closed(1);
});

test('one that comes in time is left to whoever gets it', async () => {
  const server = await serve((_req, res) => void res.writeHead(200).end('{"id":7}'));
  const controller = new AbortController();
  onTestFinished(() => controller.abort());
  const response = await resilient({ timeout: '10s' }).call(() => fetch(server.url));
  expect(await response.json()).toEqual({ id: 7 });
  expect(server.requests[0]?.aborted).toBe(false);
});

const destroy = vi.fn();

test.each([
  ['data', { data: { destroy } }],
  ['body', { body: { destroy } }],
  ['data', { status: 'open', data: { destroy } }],
  ['rows', { status: 200, headers: {}, destroy }],
])('what is no response keeps its %s, which others may use: %o', async (_what, value) => {
  const { advance } = useVirtualClock();
  let answer = (_: unknown): void => {};
  const late = new Promise<unknown>((resolve) => {
    answer = resolve;
  });
  const ended = failureOf(resilient({ retry: false, timeout: '1s' }).call(() => late));
  advance(1_000);
  expect(await ended).toMatchObject({ name: 'AttemptTimeoutError' });
  answer(value);
  await settled();
  expect(destroy).not.toHaveBeenCalled();
});
