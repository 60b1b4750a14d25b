import { createRequire } from 'node:module';
import { inspect } from 'node:util';
import axios, { type AxiosStatic } from 'axios';
import { expect, test } from 'vitest';
import { AttemptTimeoutError, ConfigError } from '../../src/errors.js';
import { attach, createClient } from '../../src/http/index.js';
import { hang, json, reply, serve } from '../support/server.js';
import { newAttempt, rejection, within } from './ambient.js';

/** The other copy of axios that an application easily has. */
const commonjs = createRequire(import.meta.url)('axios') as AxiosStatic;

const over = new AttemptTimeoutError('over', 50);

function shortAttempt(ms = 50) {
  const attempt = newAttempt({ idempotency: { header: 'Idempotency-Key', key: () => 'k-1' } });
  attempt.limit(ms, () => over);
  return attempt;
}

test('there are two copies of axios here', () => {
  expect(commonjs.AxiosError).not.toBe(axios.AxiosError);
});

test.each([
  ['of our copy', axios],
  ['of another copy', commonjs],
])(
  "an axios instance %s gets what the shared client has, and keeps what is its user's",
  async (_which, theirs) => {
    const server = await serve([json({ id: 7 }), reply(500, '{"why":"that"}'), hang(), hang()]);
    const instance = theirs.create({ baseURL: server.url, headers: { authorization: 'Bearer secret-1' } });
    const { httpAgent } = instance.defaults;
    instance.interceptors.response.use((response) => ({
      ...response,
      data: { ...response.data, seen: true },
    }));
    expect(attach(instance)).toBe(instance);
    expect(attach(instance)).toBe(instance);
    expect(instance.defaults.httpAgent).toBe(httpAgent);

    // Two answers have to come within it.
    const attempt = shortAttempt(5_000);
    const [response, error] = await within(attempt, async () => [
      await instance.post('/', { name: 'x' }),
      await rejection(instance.get('/')),
    ]);
    attempt.close();
    expect(response.data).toEqual({ id: 7, seen: true });
    expect(response.config.url).toBe('/');
    expect(error).toBeInstanceOf(theirs.AxiosError);
    expect(error.response.data).toEqual({ why: 'that' });
    expect(error.config.baseURL).toBe(server.url);
    expect(inspect(error, { showHidden: true, getters: true, depth: null })).not.toContain('secret-1');
    expect(attempt.requests).toMatchObject([
      { method: 'POST', response: { status: 200 }, reusedSocket: false },
      { method: 'GET', failure: 'status' },
    ]);
    expect(server.requests[0]).toMatchObject({ body: '{"name":"x"}', headers: { 'idempotency-key': 'k-1' } });

    expect(await rejection(within(shortAttempt(), () => instance.get('/')))).toBe(over);
    await server.closed(3);
    const controller = new AbortController();
    const ended = rejection(instance.get('/', { signal: controller.signal }));
    await expect.poll(() => server.requests.length).toBe(4);
    controller.abort();
    expect(theirs.isCancel(await ended)).toBe(true);
  },
);

test('an instance made from an attached one is as good; attached itself, its own errors are too', async () => {
  // By its address, for the first request may end before it comes here.
  const server = await serve((req, res, n) => (req.url === '/hangs' ? hang() : json({}))(req, res, n));
  const child = attach(axios.create({ baseURL: server.url })).create({
    headers: { 'x-api-key': 'secret-1' },
  });
  expect(await rejection(within(shortAttempt(), () => child.get('/hangs')))).toBe(over);
  attach(child);
  const early = await rejection(child.get('/', { signal: AbortSignal.abort() }));
  expect(inspect(early, { depth: null })).not.toContain('secret-1');
  const attempt = newAttempt();
  await within(attempt, () => child.get('/'));
  expect(attempt.requests).toHaveLength(1);
});

test('errors that axios makes before and after the adapter are safe to print as well', async () => {
  const server = await serve(reply(200, 'pin=secret-1', { 'content-type': 'application/json' }));
  const client = createClient({
    baseURL: server.url,
    auth: { username: 'me', password: 'secret-1' },
    transitional: { silentJSONParsing: false },
    responseType: 'json',
  });
  const errors = await Promise.all([
    rejection(client.get('/')),
    rejection(client.get('/', { signal: AbortSignal.abort() })),
  ]);
  expect(errors[0].code).toBe('ERR_BAD_RESPONSE');
  expect(errors[0].response.status).toBe(200);
  for (const error of errors) {
    const printed =
      inspect(error, { depth: null, showHidden: true, getters: true }) + error.stack + JSON.stringify(error);
    expect(printed).not.toContain('secret-1');
  }
  await client.close();
});

// As with axios before 1.19, where no interceptor hears of it.
test.each([
  ['attached', () => attach(axios.create())],
  ['made', () => createClient()],
])(
  'nor needs an interceptor the error of a request that was aborted before it began: %s',
  async (_, create) => {
    const instance = create();
    instance.interceptors.response.clear();
    const config = { headers: { 'x-api-key': 'secret-1' }, signal: AbortSignal.abort() };
    const error = await rejection(instance.get('http://127.0.0.1:1/', config));
    expect(error).toMatchObject({ code: 'ERR_CANCELED', message: 'canceled' });
    expect(error.config.headers['x-api-key']).toBe('secret-1');
    expect(inspect(error, { depth: null, showHidden: true }) + JSON.stringify(error)).not.toContain(
      'secret-1',
    );
    const again = await rejection(instance.request({ ...error.config, signal: undefined }));
    expect(again.code).toBe('ECONNREFUSED');
  },
);

test('only an axios instance can be attached', () => {
  for (const value of [undefined, {}, () => {}, 'axios']) {
    expect(() => attach(value as never)).toThrow(ConfigError);
  }
  expect(() => attach({} as never)).toThrow(
    'attach: expected an axios instance, got an object of type Object',
  );
});
