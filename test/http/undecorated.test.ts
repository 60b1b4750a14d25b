import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { inspect } from 'node:util';
import axios, { type AxiosResponse } from 'axios';
import { expect, onTestFinished, test } from 'vitest';
import { type Attempt, currentAttempt } from '../../src/attempt.js';
import { constant } from '../../src/backoff/index.js';
import { BodyNotReplayableError, ResponseRejectedError } from '../../src/errors.js';
import { type ClientOptions, createClient } from '../../src/http/index.js';
import type { Outcome } from '../../src/outcome.js';
import { attemptsOf, RetryPolicy, resilient, rule, withSignal } from '../../src/policies/index.js';
import { body, missing, status } from '../../src/predicates/index.js';
import { drip, hang, json, reply, reset, type Step, serve } from '../support/server.js';
import { settled } from '../support/virtual-clock.js';
import { newAttempt, rejection, within } from './ambient.js';

async function setUp(
  steps: Step | readonly Step[],
  retry: ClientOptions['retry'],
  options: ClientOptions = {},
) {
  const server = await serve(steps);
  const client = createClient({ baseURL: server.url, retry, ...options });
  onTestFinished(() => client.close());
  return { server, client };
}

const quickly = { backoff: constant(5) };

test('the careful default: what may pass and is safe to repeat is tried again', async () => {
  const { server, client } = await setUp(
    [reply(503, '', { connection: 'close' }), reset(), json({ id: 7 })],
    quickly,
  );
  const response = await client.get('/items', { params: { page: 1 }, headers: { 'x-a': 'b' } });
  expect([response.status, response.data, response.config.url]).toEqual([200, { id: 7 }, '/items']);
  expect(server.requests.map(({ url, headers }) => [url, headers['x-a']])).toEqual([
    ['/items?page=1', 'b'],
    ['/items?page=1', 'b'],
    ['/items?page=1', 'b'],
  ]);
  expect(attemptsOf(response)).toMatchObject([
    { number: 1, status: 503, delay: 5 },
    { number: 2, code: 'ECONNRESET', failure: 'reset', reusedSocket: false },
    { number: 3, status: 200 },
  ]);
  expect(JSON.stringify(Object.keys(response.config))).not.toMatch(/holdfast|axios-retry/);
});

test('what is not safe to repeat is not: the error is the original one', async () => {
  const { server, client } = await setUp(reply(500, '{"why":"that"}'), quickly);
  const error = await rejection(client.post('/', { name: 'x' }));
  expect(error).toBeInstanceOf(axios.AxiosError);
  expect([error.response.data, error.config.url, error.config.data]).toEqual([
    { why: 'that' },
    '/',
    '{"name":"x"}',
  ]);
  expect(server.requests).toHaveLength(1);
  const exhausted = await rejection(client.get('/'));
  expect([exhausted.status, server.requests.length]).toEqual([500, 5]);
  expect(attemptsOf(exhausted)).toHaveLength(4);
  const notFound = await setUp(reply(404), quickly);
  await rejection(notFound.client.get('/'));
  expect(notFound.server.requests).toHaveLength(1);
});

test('the body of a POST is sent again as it was', async () => {
  const { server, client } = await setUp([reply(429), json({})], quickly);
  await client.post('/', { name: 'ü' });
  expect(server.requests.map((request) => [request.body, request.headers['content-type']])).toEqual([
    ['{"name":"ü"}', 'application/json'],
    ['{"name":"ü"}', 'application/json'],
  ]);
});

test('a response that came back may be refused, by what its parsed body says', async () => {
  const retry = { ...quickly, rules: [rule(missing('token'))], maxRetries: 2 };
  const good = await setUp([json({}), json({ token: 't' })], retry);
  expect((await good.client.post('/')).data).toEqual({ token: 't' });
  const bad = await setUp(json({ nothing: 1 }), retry);
  const error = await rejection(bad.client.get('/'));
  expect(error).toBeInstanceOf(ResponseRejectedError);
  expect(error.message).toContain(`GET ${bad.server.url}/`);
  expect([error.response.data, error.response.config.url]).toEqual([{ nothing: 1 }, '/']);
  expect(bad.server.requests).toHaveLength(3);
  const kept = await setUp(json({ nothing: 1 }), { ...retry, onExhausted: 'return' });
  expect((await kept.client.get('/')).data).toEqual({ nothing: 1 });
});

test('errors are judged by their parsed body, too, and a predicate may take its time', async () => {
  const busy = body((b: any) => b.code === 'busy');
  const later = async (outcome: Outcome, attempt: Attempt) => busy(outcome, attempt);
  const { server, client } = await setUp([json({ code: 'busy' }, 400), json({ code: 'wrong' }, 400)], {
    ...quickly,
    retryOn: later,
  });
  expect((await rejection(client.post('/'))).response.data).toEqual({ code: 'wrong' });
  expect(server.requests).toHaveLength(2);
});

test("a user's interceptors run once, however often a request is sent", async () => {
  const { client } = await setUp([reply(503), reply(503), json({ n: 1 })], quickly);
  const seen: string[] = [];
  client.interceptors.request.use((config) => {
    seen.push('request');
    config.data = { wrapped: config.data };
    return config;
  });
  client.interceptors.response.use((response) => {
    seen.push('response');
    return response.data as AxiosResponse;
  });
  expect(await client.put('/', { a: 1 })).toEqual({ n: 1 });
  expect(seen).toEqual(['request', 'response']);
});

test('a transformation of the response is applied to what the server sent, not to its own result', async () => {
  const { client } = await setUp([reply(503), reply(200, '"12"')], quickly);
  const transformResponse = [(data: string) => JSON.parse(data || 'null'), (data: unknown) => [data]];
  expect((await client.get('/', { transformResponse })).data).toEqual(['12']);
});

test("what can go wrong with a policy of one's own: its class, its hook, its rules", async () => {
  const hooks: (number | undefined)[] = [];
  class Mine extends RetryPolicy {
    override maxRetries = 2;
    override backoff = constant(1);
    override isValid(outcome: Outcome) {
      return outcome.status !== 418;
    }
    override async beforeRetry(attempt: Attempt) {
      hooks.push(attempt.number, currentAttempt()?.number);
    }
  }
  const { server, client } = await setUp(reply(418), Mine);
  expect((await rejection(client.get('/'))).status).toBe(418);
  expect([server.requests.length, hooks]).toEqual([3, [2, undefined, 3, undefined]]);
  const broken = await setUp(reply(503), {
    ...quickly,
    beforeRetry: () => Promise.reject(new Error('hook')),
  });
  expect((await rejection(broken.client.get('/'))).message).toBe('hook');
  expect(broken.server.requests).toHaveLength(1);
});

test('inside a guarded method its own policy decides', async () => {
  const { server, client } = await setUp(reply(503), quickly);
  await rejection(resilient({ maxRetries: 1, ...quickly }).call(() => client.get('/')));
  expect(server.requests).toHaveLength(2);
  await rejection(within(newAttempt(), () => client.get('/')));
  expect(server.requests).toHaveLength(3);
});

test('a wait ends with the signal of the request, its cancel token, or the signal around', async () => {
  const { server, client } = await setUp(reply(503), { backoff: constant('1h') });
  const controller = new AbortController();
  const source = axios.CancelToken.source();
  const around = new AbortController();
  const reason = new Error('my reason');
  const waits = [
    rejection(client.get('/', { signal: controller.signal })),
    rejection(client.get('/', { cancelToken: source.token })),
    rejection(withSignal(around.signal, () => client.get('/'))),
  ];
  await expect.poll(() => server.requests.length).toBe(3);
  await new Promise((resolve) => setTimeout(resolve, 50));
  controller.abort();
  source.cancel('enough');
  around.abort(reason);
  const [bySignal, byToken, byReason] = await Promise.all(waits);
  expect(bySignal).toBeInstanceOf(axios.CanceledError);
  expect(bySignal.config.url).toBe('/');
  expect([axios.isCancel(byToken), byToken.message]).toEqual([true, 'enough']);
  expect(byReason).toBe(reason);
  expect(server.requests).toHaveLength(3);
});

test('so does a request in flight, which is not tried again', async () => {
  const { server, client } = await setUp(hang(), quickly);
  const controller = new AbortController();
  const ended = rejection(client.get('/', { signal: controller.signal }));
  await expect.poll(() => server.requests.length).toBe(1);
  controller.abort();
  expect(await ended).toBeInstanceOf(axios.CanceledError);
  await server.closed(1);
  const early = await rejection(client.get('/', { signal: controller.signal }));
  expect(early).toBeInstanceOf(axios.CanceledError);
  expect(server.requests).toHaveLength(1);
});

test('nobody else is asked about a request that was ended while a predicate took its time', async () => {
  const asked: string[] = [];
  let answer = (_: boolean): void => {};
  const slow = (): Promise<boolean> => {
    asked.push('slow');
    return new Promise((resolve) => {
      answer = resolve;
    });
  };
  const next = () => asked.push('next') < 0;
  const { client } = await setUp(reply(503), { ...quickly, abortOn: [slow, next] });
  const controller = new AbortController();
  const ended = rejection(client.get('/', { signal: controller.signal }));
  await expect.poll(() => asked).toEqual(['slow']);
  controller.abort();
  expect(await ended).toBeInstanceOf(axios.CanceledError);
  answer(false);
  await settled();
  expect(asked).toEqual(['slow']);
});

test('closing the client ends waits, too', async () => {
  const { server, client } = await setUp(reply(503), { backoff: constant('1h') });
  const waiting = rejection(client.get('/'));
  await expect.poll(() => client.stats()).toMatchObject({ requests: 1, active: 0 });
  await client.close();
  expect((await waiting).message).toContain('client is closed');
  expect(server.requests).toHaveLength(1);
});

test('each request has its limits, and a request that was too slow is tried again', async () => {
  const { server, client } = await setUp([hang(), json('quick')], quickly, { timeouts: { attempt: 80 } });
  expect((await client.get('/')).data).toBe('quick');
  expect(server.requests).toHaveLength(2);
});

test('a stream as body is sent once; a stream as reply can be read, and ended', async () => {
  const upload = await setUp(reply(503), quickly);
  const error = await rejection(upload.client.put('/', Readable.from(['abc'])));
  expect(error).toBeInstanceOf(BodyNotReplayableError);
  expect(error.cause.status).toBe(503);
  expect(upload.server.requests.map((request) => request.body)).toEqual(['abc']);

  const { server, client } = await setUp(
    [reply(503), drip(5, 'a stream'), (_req, res) => res.write('and')],
    quickly,
  );
  expect(await text((await client.get('/', { responseType: 'stream' })).data)).toBe('a stream');
  const controller = new AbortController();
  const { data } = await client.get('/', { responseType: 'stream', signal: controller.signal });
  controller.abort();
  expect(await rejection(text(data))).toBeInstanceOf(axios.CanceledError);
  await server.closed(3);
});

test('a request that is sent again by hand begins anew', async () => {
  const { server, client } = await setUp(reply(503), { ...quickly, maxRetries: 1 });
  const first = await rejection(client.get('/'));
  await rejection(client(first.config));
  expect(server.requests).toHaveLength(4);
});

test('axios-retry can be told to keep out of one request', async () => {
  const { server, client } = await setUp(reply(503), quickly);
  const error = await rejection(client.get('/', { 'axios-retry': { retries: 0 } }));
  expect([error.status, server.requests.length]).toEqual([503, 1]);
  const strict = await setUp(json({}), { rules: [rule(missing('id'))] });
  const refused = await rejection(strict.client.get('/', { 'axios-retry': { retries: 0 } }));
  expect([refused.reason, strict.server.requests.length]).toEqual(["missing('id')", 1]);
});

test("a request's own options of axios-retry do not see an answer that is accepted", async () => {
  const { server, client } = await setUp(json({ id: 7 }), quickly);
  const seen: unknown[] = [];
  const spy = {
    retries: 1,
    retryCondition: (error: unknown) => seen.push(error) > 0,
    onMaxRetryTimesExceeded: (error: unknown) => void seen.push(error),
  };
  expect((await client.delete('/', { 'axios-retry': spy })).data).toEqual({ id: 7 });
  await client.get('/', { 'axios-retry': { ...spy, retries: 0 } });
  expect(seen).toEqual([]);
  expect(server.requests).toHaveLength(2);
});

test("an error is thrown, also where a request's own options of axios-retry let everything pass", async () => {
  const { client } = await setUp(reply(404), quickly);
  const error = await rejection(client.get('/', { 'axios-retry': { validateResponse: () => true } }));
  expect(error).toBeInstanceOf(axios.AxiosError);
  expect(error.status).toBe(404);
});

test('errors print no secrets, also those that were retried', async () => {
  const { client } = await setUp(reply(503), { ...quickly, rules: [rule(status(503))] });
  const error = await rejection(
    client.get('/?token=s3cr3t', { headers: { authorization: 'Bearer s3cr3t' } }),
  );
  expect(inspect(error, { showHidden: true, getters: true, depth: null })).not.toContain('s3cr3t');
  expect(error.config.headers.authorization).toBe('Bearer s3cr3t');
});

test('a client made from this one, and hundreds at once', async () => {
  const seen = new Set<string | undefined>();
  const firstFails: Step = (req, res) => {
    res.statusCode = seen.has(req.url) ? 200 : 503;
    seen.add(req.url);
    res.end();
  };
  const { server, client } = await setUp(firstFails, quickly);
  const child = client.create();
  await Promise.all(Array.from({ length: 200 }, (_, n) => child.get(`/${n}`)));
  expect(server.requests).toHaveLength(400);
});
