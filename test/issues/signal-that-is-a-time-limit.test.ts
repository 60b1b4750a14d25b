/**
 * `AbortSignal.timeout` is how a request without options is given a time limit. axios says `canceled` of it, as of a user
 * who gives up, so it was not tried again, whereas the same signal given to fetch, got or undici was.
 */
import axios from 'axios';
import { attemptsOf, constant, createClient, resilient } from 'holdfast';
import { undici } from 'holdfast/undici';
import { expect, onTestFinished, test } from 'vitest';
import { failureOf } from '../support/failure-of.js';
import { hang, json, serve } from '../support/server.js';

const backoff = constant(1);
const soon = () => ({ signal: AbortSignal.timeout(200) });

const clientFor = (options: object) => {
  const client = createClient(options);
  onTestFinished(() => client.close());
  return client;
};

const instances = [
  ['over node:http', (baseURL: string) => clientFor({ baseURL })],
  ['over undici', (baseURL: string) => clientFor({ baseURL, transport: undici() })],
  ['of axios as it comes', (baseURL: string) => axios.create({ baseURL, proxy: false })],
] as const;

test.each(instances)(
  'a request %s is tried again if the time of its signal is over',
  async (_, instanceFor) => {
    const server = await serve([hang(), json({ ok: true })]);
    const instance = instanceFor(server.url);
    const response = await resilient({ backoff }).call(() => instance.get('/', soon()));
    expect(response.data).toEqual({ ok: true });
    expect(attemptsOf(response).map(({ failure }) => failure)).toEqual(['timeout', undefined]);
  },
);

test.each(instances)(
  'a signal %s that is for the whole call is not waited for again',
  async (_, instanceFor) => {
    const server = await serve(hang());
    const instance = instanceFor(server.url);
    const { signal } = soon();
    const error = await failureOf(resilient({ backoff }).call(() => instance.get('/', { signal })));
    expect(attemptsOf(error).map(({ failure }) => failure)).toEqual(['timeout', 'aborted']);
  },
);

test('a POST is not, for it may have been done', async () => {
  const server = await serve(hang());
  const client = clientFor({ baseURL: server.url });
  const error = await failureOf(resilient({ backoff }).call(() => client.post('/', {}, soon())));
  expect(error).toMatchObject({ code: 'ERR_CANCELED', cause: { name: 'TimeoutError' } });
  expect(attemptsOf(error).map(({ failure }) => failure)).toEqual(['timeout']);
});

test('nor is a request whose retries would all have the signal that has ended already', async () => {
  const server = await serve(hang());
  const client = clientFor({ baseURL: server.url, retry: { backoff } });
  const error = await failureOf(client.get('/', soon()));
  expect([axios.isCancel(error), attemptsOf(error).length, server.requests.length]).toEqual([true, 1, 1]);
});
