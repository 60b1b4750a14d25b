import { once } from 'node:events';
import { get } from 'node:http';
import { Readable } from 'node:stream';
import axios from 'axios';
import got from 'got';
import ky from 'ky';
import { describe, expect, test, vi } from 'vitest';
import { type AttemptScope, Call } from '../src/attempt.js';
import { AttemptTimeoutError, TotalTimeoutError } from '../src/errors.js';
import { discard, type Outcome, pendingBody, rejected, returned, threw } from '../src/outcome.js';
import { drip, hang, json, reply, serve, truncate } from './support/server.js';

const newAttempt = (): AttemptScope =>
  new Call({ method: 'TodoApi.getItem' }, () => {}, {}, [], undefined).attempt(1);

const failing = (request: Promise<unknown>): Promise<unknown> =>
  request.then(
    () => expect.fail('it did not fail'),
    (error) => error,
  );

/** What can be said of an outcome without reading a body. */
const summary = ({ ok, status, headers, failure, request }: Outcome) => ({
  ok,
  status,
  type: headers.get('Content-Type'),
  failure,
  request,
});

/** Asks as the engine does: again, once a body that was wanted has been read. */
async function bodyOf(outcome: Outcome): Promise<unknown> {
  try {
    return outcome.body;
  } catch (error) {
    const reading = pendingBody(outcome);
    if (reading === undefined) throw error;
    await reading;
    return outcome.body;
  }
}

describe('axios', () => {
  test.each(['http', 'fetch'] as const)('a response, over %s', async (adapter) => {
    const server = await serve(json({ id: 7 }, 201));
    const response = await axios.post(`${server.url}/items`, {}, { adapter });
    const outcome = returned(response);
    expect(summary(outcome)).toEqual({
      ok: true,
      status: 201,
      type: 'application/json',
      failure: undefined,
      request: { method: 'POST', url: `${server.url}/items` },
    });
    expect([outcome.value, outcome.response].map((it) => it === response)).toEqual([true, true]);
    expect([outcome.error, outcome.body]).toEqual([undefined, { id: 7 }]);
    expect(pendingBody(outcome)).toBeUndefined();
  });

  test('an error with a response', async () => {
    const server = await serve(json({ title: 'no such item' }, 404));
    const error = await failing(axios.get(`${server.url}/items/7`));
    const outcome = threw(error);
    expect(summary(outcome)).toEqual({
      ok: false,
      status: 404,
      type: 'application/json',
      failure: 'status',
      request: { method: 'GET', url: `${server.url}/items/7` },
    });
    expect(outcome.error).toBe(error);
    expect(outcome.response).toBe((error as { response: unknown }).response);
    expect([outcome.value, outcome.body]).toEqual([undefined, { title: 'no such item' }]);
  });

  test('an error without a response', async () => {
    const server = await serve(hang());
    const outcome = threw(await failing(axios.put(server.url, 'x', { timeout: 20 })));
    expect(summary(outcome)).toEqual({
      ok: false,
      status: undefined,
      type: undefined,
      failure: 'timeout',
      request: { method: 'PUT', url: server.url },
    });
    expect([outcome.response, outcome.body]).toEqual([undefined, undefined]);
  });

  test('a reply that was cut off has a status, and is a failure all the same', async () => {
    const server = await serve(truncate());
    const outcome = threw(await failing(axios.get(server.url)));
    expect([outcome.ok, outcome.status, outcome.failure]).toEqual([false, 200, 'truncated']);
  });
});

describe('fetch', () => {
  test('a response', async () => {
    const server = await serve(json({ id: 7 }, 201));
    const response = await fetch(`${server.url}/items`, { method: 'POST' });
    const outcome = returned(response);
    expect(summary(outcome)).toEqual({
      ok: true,
      status: 201,
      type: 'application/json',
      failure: undefined,
      // It does not tell its method.
      request: { method: undefined, url: `${server.url}/items` },
    });
    expect(outcome.response).toBe(response);
    await response.text();
  });

  test('a body that nobody asks for is neither read nor copied', async () => {
    const server = await serve(json({ id: 7 }));
    const response = await fetch(server.url);
    const clone = vi.spyOn(response, 'clone');
    const outcome = returned(response);
    expect([outcome.status, outcome.headers.get('content-type'), outcome.failure]).toEqual([
      200,
      'application/json',
      undefined,
    ]);
    expect(pendingBody(outcome)).toBeUndefined();
    expect(clone).not.toHaveBeenCalled();
    expect(await response.json()).toEqual({ id: 7 });
  });

  test('a body that is asked for is read once, and is still unread for the caller', async () => {
    const server = await serve(json({ id: 7 }));
    const response = await fetch(server.url);
    const clone = vi.spyOn(response, 'clone');
    const outcome = returned(response);
    expect(() => outcome.body).toThrow('holdfast reads this body before it asks again');
    await pendingBody(outcome);
    expect([outcome.body, outcome.body]).toEqual([{ id: 7 }, { id: 7 }]);
    expect(pendingBody(outcome)).toBeUndefined();
    expect(clone).toHaveBeenCalledOnce();
    expect(response.bodyUsed).toBe(false);
    expect(await response.json()).toEqual({ id: 7 });
  });

  test.each([
    ['text', reply(200, 'fine'), 'fine'],
    ['broken JSON', reply(200, '{"id":', { 'content-type': 'application/json' }), '{"id":'],
    ['nothing', reply(200), ''],
    ['nothing, by its status', reply(204), ''],
    ['null', json(null), null],
  ])('a body that is %s', async (_, step, body) => {
    const server = await serve(step);
    expect(await bodyOf(returned(await fetch(server.url)))).toEqual(body);
  });

  test('a body that the method has read itself is not known', async () => {
    const server = await serve(json({ id: 7 }));
    const response = await fetch(server.url);
    await response.json();
    expect(await bodyOf(returned(response))).toBeUndefined();
  });

  test('a body that is cut off is not known', async () => {
    const server = await serve(truncate());
    const response = await fetch(server.url);
    expect(await bodyOf(returned(response))).toBeUndefined();
    await expect(response.text()).rejects.toThrow('terminated');
  });

  test('a response that a method throws with its error', async () => {
    const server = await serve(json({ title: 'busy' }, 503, { 'retry-after': '2' }));
    const response = await fetch(server.url);
    const outcome = threw(Object.assign(new Error('busy'), { response }));
    expect(summary(outcome)).toMatchObject({ ok: false, status: 503, failure: 'status' });
    expect(outcome.headers.get('Retry-After')).toBe('2');
    expect(await bodyOf(outcome)).toEqual({ title: 'busy' });
    expect(await response.json()).toEqual({ title: 'busy' });
  });

  test('two cookies are two', async () => {
    const server = await serve(reply(200, '', { 'set-cookie': ['a=1', 'b=2'] }));
    expect(returned(await fetch(server.url)).headers.get('set-cookie')).toBe('a=1, b=2');
  });
});

describe('other clients', () => {
  const url = 'http://127.0.0.1/items';

  test('a response in the shape of got', () => {
    const response = {
      statusCode: 200,
      headers: { 'content-type': 'application/json' },
      body: '{"id":7}',
      url,
      request: { options: { method: 'get', url: new URL(url) } },
    };
    const outcome = returned(response);
    expect(summary(outcome)).toEqual({
      ok: true,
      status: 200,
      type: 'application/json',
      failure: undefined,
      request: { method: 'GET', url },
    });
    expect([outcome.response === response, outcome.body]).toEqual([true, { id: 7 }]);
  });

  test('an error in the shape of got', () => {
    const response = {
      statusCode: 502,
      headers: { 'content-type': 'text/html' },
      body: '<h1>',
      requestUrl: url,
    };
    const outcome = threw(Object.assign(new Error('x'), { code: 'ERR_NON_2XX_3XX_RESPONSE', response }));
    expect(summary(outcome)).toEqual({
      ok: false,
      status: 502,
      type: 'text/html',
      failure: 'status',
      request: { method: undefined, url },
    });
    expect(outcome.body).toBe('<h1>');
  });

  test('a response in the shape of undici', async () => {
    const body = Readable.from(['{"id":7}']);
    const outcome = returned({ statusCode: 200, headers: { 'content-type': 'application/json' }, body });
    expect(summary(outcome)).toMatchObject({ ok: true, status: 200, type: 'application/json' });
    // It cannot be read without taking it from the caller.
    expect([outcome.body, outcome.request]).toEqual([undefined, undefined]);
    expect(body.readableDidRead).toBe(false);
  });

  test.each(['clone', 'arrayBuffer'])('a response with %s is not one of fetch by that alone', (method) => {
    const outcome = returned({ status: 200, headers: {}, data: { id: 7 }, [method]: () => {} });
    expect(outcome.body).toEqual({ id: 7 });
  });

  test('a body that got has parsed', async () => {
    const server = await serve(json({ id: 7 }, 502));
    const options = { retry: { limit: 0 }, responseType: 'json' } as const;
    const error = await failing(got(server.url, options));
    expect(threw(error).body).toEqual({ id: 7 });
    expect(returned(await got(server.url, { ...options, throwHttpErrors: false })).body).toEqual({ id: 7 });
  });

  test.each([new Uint8Array(2), Buffer.from('{}'), new ReadableStream()])(
    'but none that is bytes',
    (body) => {
      expect(returned({ statusCode: 200, headers: {}, body }).body).toBeUndefined();
    },
  );

  test('an error of ky, whose response does not tell the method', async () => {
    const server = await serve(json({ why: 'busy' }, 503));
    const outcome = threw(await failing(ky.put(`${server.url}/items`, { retry: 0 })));
    expect(outcome.request).toEqual({ method: 'PUT', url: `${server.url}/items` });
  });

  test('a response of node:http', async () => {
    const server = await serve(json({ id: 7 }, 503));
    const [response] = await once(get(server.url, { agent: false }), 'response');
    expect(summary(returned(response))).toMatchObject({
      status: 503,
      request: { method: 'GET', url: undefined },
    });
    discard(returned(response));
  });

  test('a request that is known by halves', () => {
    const made = (more: object) => threw(Object.assign(new Error('x'), more)).request;
    expect(made({ config: { method: 'post' } })).toEqual({ method: 'POST', url: undefined });
    expect(made({ config: { url } })).toEqual({ method: undefined, url });
    expect(made({ request: { method: 'delete' } })).toEqual({ method: 'DELETE', url: undefined });
    expect(made({ config: { method: 1, url: 2 } })).toBeUndefined();
    expect(made({ config: null, request: 'GET' })).toBeUndefined();
  });
});

describe('a value that is no response', () => {
  const list = [1, 2];
  const order = { id: 7, status: 3 };
  const page = { status: 'ok', headers: {}, data: [] };
  const table = { headers: { id: 'Number' }, rows: [] };
  const failed = { status: 500, headers: {}, response: { status: 500 } };

  test.each([undefined, null, 0, '', 'text', true, list, order, page, table, failed, new Map(), () => {}])(
    'is the body: %s',
    (value) => {
      const outcome = returned(value);
      expect(outcome.body).toBe(value);
      expect(outcome.value).toBe(value);
      expect(summary(outcome)).toEqual({
        ok: true,
        status: undefined,
        type: undefined,
        failure: undefined,
        request: undefined,
      });
      expect([outcome.response, Object.keys(outcome.headers)]).toEqual([undefined, []]);
    },
  );

  test('has the last response that the shared client received beside it', () => {
    const attempt = newAttempt();
    const [first, last] = [200, 206].map((status) => ({
      status,
      headers: { etag: `"${status}"` },
      data: 'x',
    }));
    attempt.requests = [
      { method: 'GET', url: '/a', response: first },
      { method: 'POST', url: '/b', response: last },
      { method: 'PUT', url: '/c' },
    ];
    const outcome = returned('x', attempt);
    expect([outcome.status, outcome.headers.get('ETag'), outcome.body]).toEqual([206, '"206"', 'x']);
    expect(outcome.response).toBe(last);
    expect(outcome.request).toBe(attempt.requests[2]);
  });

  test('has none beside it if the shared client received none', () => {
    const attempt = newAttempt();
    expect([returned('x', attempt).response, returned('x', attempt).request]).toEqual([undefined, undefined]);
    attempt.requests = [{ method: 'GET', url: '/a' }];
    expect(returned('x', attempt).response).toBeUndefined();
    attempt.requests = [];
    expect(returned('x', attempt).request).toBeUndefined();
  });

  test('keeps the response that it was first asked about, whatever is received later', () => {
    const attempt = newAttempt();
    attempt.requests = [{ method: 'GET', url: '/a', response: { status: 200, headers: {} } }];
    const outcome = returned('x', attempt);
    expect(outcome.status).toBe(200);
    attempt.requests.push({ method: 'GET', url: '/b', response: { status: 500, headers: {} } });
    expect(outcome.status).toBe(200);
  });

  test('a response that is returned counts before those that were received', () => {
    const attempt = newAttempt();
    const mine = { status: 304, headers: {} };
    attempt.requests = [{ method: 'GET', url: '/a', response: { status: 200, headers: {} } }];
    expect(returned(mine, attempt).response).toBe(mine);
    expect(returned(mine, attempt).status).toBe(304);
  });
});

describe('an error', () => {
  const response = { status: 503, headers: { 'retry-after': '2' }, data: { title: 'busy' } };
  const answered = Object.assign(new Error('x'), { response, config: { method: 'get', url: '/items' } });

  test('that others were wrapped around tells as much', () => {
    const outcome = threw(new Error('load', { cause: new Error('fetch', { cause: answered }) }));
    expect([outcome.status, outcome.failure, outcome.body]).toEqual([503, 'status', response.data]);
    expect([outcome.headers.get('Retry-After'), outcome.response]).toEqual(['2', response]);
  });

  test('among others tells as much', () => {
    const outcome = threw(new AggregateError([new Error('x'), answered]));
    expect([outcome.status, outcome.response]).toEqual([503, response]);
  });

  test('with a status of its own, as SDKs throw, has that', () => {
    for (const error of [{ status: 429 }, { statusCode: 429 }]) {
      const outcome = threw(new Error('x', { cause: Object.assign(new Error('y'), error) }));
      expect([outcome.status, outcome.failure, outcome.response]).toEqual([429, 'status', undefined]);
      expect([outcome.body, Object.keys(outcome.headers)]).toEqual([undefined, []]);
    }
  });

  test('that was not of HTTP tells nothing', () => {
    for (const error of [new TypeError('x is undefined'), 'text', undefined, null, 7]) {
      const outcome = threw(error);
      expect(outcome.error).toBe(error);
      expect([outcome.status, outcome.body, outcome.response, outcome.request, outcome.failure]).toEqual([
        undefined,
        undefined,
        undefined,
        undefined,
        'thrown',
      ]);
    }
  });

  test('of a time limit tells nothing of the attempt before, which caused it', () => {
    const late = new TotalTimeoutError('too late', 100, { cause: answered });
    for (const error of [late, new Error('x', { cause: late })]) {
      const outcome = threw(error);
      expect([outcome.status, outcome.response, outcome.failure]).toEqual([undefined, undefined, 'timeout']);
    }
    const slow = new AttemptTimeoutError('too slow', 100, {
      cause: Object.assign(new Error('x'), { status: 500 }),
    });
    expect(threw(slow).status).toBeUndefined();
  });

  test('does not take the response of an earlier request for its own', () => {
    const attempt = newAttempt();
    attempt.requests = [
      { method: 'GET', url: '/a', response: { status: 200, headers: {} } },
      { method: 'PUT', url: '/b' },
    ];
    const outcome = threw(new Error('x'), attempt);
    expect([outcome.status, outcome.response, outcome.request]).toEqual([
      undefined,
      undefined,
      attempt.requests[1],
    ]);
  });
});

describe('the end of a call', () => {
  const reason = new Error('aborted');

  test.each([
    ['an attempt', (attempt: AttemptScope) => attempt],
    ['a call', ({ call }: AttemptScope) => call],
  ])('by the user, of %s, is told by its reason', (_, scope) => {
    const attempt = newAttempt();
    scope(attempt).abort(reason);
    expect(threw(reason, attempt).failure).toBe('aborted');
    expect(threw(Object.assign(new Error('x'), { code: 'ENOTFOUND' }), attempt).failure).toBe('dns');
  });

  test('by the user is that whatever the reason is', () => {
    for (const given of [
      'stop',
      undefined,
      { status: 500 },
      Object.assign(new Error(), { code: 'ECONNRESET' }),
    ]) {
      const attempt = newAttempt();
      attempt.call.abort(given);
      expect(threw(given, attempt).failure).toBe('aborted');
    }
  });

  test('by a time limit is a timeout', () => {
    const attempt = newAttempt();
    const late = new AttemptTimeoutError('too slow', 100);
    attempt.abort(late);
    expect(threw(late, attempt).failure).toBe('timeout');
  });

  test('is none while the call goes on', () => {
    expect(threw(undefined, newAttempt()).failure).toBe('thrown');
  });
});

describe('a rejected outcome', () => {
  test('is no longer acceptable, and keeps everything else', () => {
    const attempt = newAttempt();
    attempt.requests = [{ method: 'GET', url: '/items' }];
    const response = { status: 200, headers: { etag: '"1"' }, data: { id: 7 } };
    const before = returned(response, attempt);
    const after = rejected(before, 'rejected');
    expect(summary(after)).toEqual({
      ok: false,
      status: 200,
      type: undefined,
      failure: 'rejected',
      request: attempt.requests[0],
    });
    expect([after.value, after.response].map((it) => it === response)).toEqual([true, true]);
    expect([after.error, after.body, after.headers.get('etag')]).toEqual([undefined, { id: 7 }, '"1"']);
    expect([before.ok, before.failure]).toEqual([true, undefined]);
  });

  test('keeps the value that was returned as its body, and the error that was thrown', () => {
    expect(rejected(returned('text'), 'rejected')).toMatchObject({ ok: false, value: 'text', body: 'text' });
    const error = Object.assign(new Error('x'), { code: 'ENOTFOUND' });
    expect(rejected(threw(error), 'status')).toMatchObject({ ok: false, error, failure: 'status' });
  });

  test('reads a body that was not read before, and keeps one that was', async () => {
    const server = await serve(json({ id: 7 }));
    for (const readBefore of [false, true]) {
      const response = await fetch(server.url);
      const before = returned(response);
      if (readBefore) await bodyOf(before);
      const clone = vi.spyOn(response, 'clone');
      expect(await bodyOf(rejected(before, 'rejected'))).toEqual({ id: 7 });
      expect(clone).toHaveBeenCalledTimes(readBefore ? 0 : 1);
      expect(await response.json()).toEqual({ id: 7 });
    }
  });
});

describe('what nobody will read is let go', () => {
  test('a body of fetch', async () => {
    const server = await serve(drip(20, 'a text that takes a while'));
    const response = await fetch(server.url);
    discard(returned(response));
    await server.closed(1);
    expect(server.requests[0]?.aborted).toBe(true);
  });

  test('a body of fetch that was read from a copy', async () => {
    const server = await serve(json({ id: 7 }));
    const outcome = returned(await fetch(server.url));
    await bodyOf(outcome);
    discard(outcome);
    await expect.poll(() => (outcome.response as Response).bodyUsed).toBe(true);
  });

  test('a stream of axios', async () => {
    const server = await serve(drip(20, 'a text that takes a while'));
    const { data, ...response } = await axios.get(server.url, { responseType: 'stream' });
    discard(returned({ ...response, data }));
    expect(data.destroyed).toBe(true);
    await server.closed(1);
  });

  test('a stream in the shape of undici, also under an error', async () => {
    for (const wrap of [returned, (response: object) => threw(Object.assign(new Error('x'), { response }))]) {
      const body = new Readable({ read() {} });
      discard(wrap({ statusCode: 503, headers: {}, body }));
      await once(body, 'close');
    }
  });

  // test/support/setup.ts fails on an uncaught exception.
  test('a stream that tells of its end by an error, and one that tells nothing', async () => {
    const body = new Readable({ read() {}, destroy: (_, done) => done(new Error('aborted')) });
    discard(returned({ statusCode: 503, headers: {}, body }));
    await expect.poll(() => body.closed).toBe(true);
    const destroy = vi.fn();
    discard(returned({ statusCode: 503, headers: {}, body: { destroy } }));
    expect(destroy).toHaveBeenCalledOnce();
  });

  test('but not what someone is reading', async () => {
    const server = await serve(drip(5, 'slow'));
    const response = await fetch(server.url);
    const reading = response.text();
    discard(returned(response));
    expect(await reading).toBe('slow');
  });

  // test/support/setup.ts fails on an unhandled rejection.
  test('in silence, if that fails', async () => {
    const cancel = vi.fn(() => {
      throw new Error('no');
    });
    discard(returned(new Response(new ReadableStream({ cancel }))));
    await expect.poll(() => cancel.mock.calls).toHaveLength(1);
  });

  test('and the rest is nothing to let go of', () => {
    const values = [undefined, 'text', { id: 7 }, { status: 200, headers: {}, data: { id: 7 } }];
    for (const value of [...values, { status: 200, headers: {} }, new Response(null, { status: 204 })]) {
      expect(() => discard(returned(value))).not.toThrow();
      expect(() => discard(threw(value))).not.toThrow();
    }
  });
});
