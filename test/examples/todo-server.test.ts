import { once } from 'node:events';
import { connect } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import {
  defaultFaults,
  type FaultRates,
  noFaults,
  startTodoService,
  type TodoServiceOptions,
} from '../../examples/todo/server.js';

interface Answer {
  status: number;
  headers: Headers;
  body: unknown;
}

/** A service that does nothing wrong unless it is told to, and a client of it. */
async function start(options: TodoServiceOptions = {}) {
  const service = await startTodoService({ faults: noFaults, ...options });
  onTestFinished(() => service.stop());

  async function call(method: string, path: string, init: RequestInit = {}): Promise<Answer> {
    const headers = { authorization: 'Bearer ada-token', ...init.headers };
    const response = await fetch(service.url + path, { ...init, method, headers });
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      body: text === '' ? undefined : JSON.parse(text),
    };
  }
  const post = (body: unknown, headers: Record<string, string> = {}): Promise<Answer> =>
    call('POST', '/items', {
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json', ...headers },
    });
  return { service, call, post };
}

const bob = { headers: { authorization: 'Bearer bob-token' } };
const milk = { summary: 'buy milk', description: 'two of them' };
const adaHasMilk = { items: { ada: [milk] } };

test('items are made, listed, read and removed', async () => {
  const { call, post } = await start({ lagMs: 0 });
  const made = await post(milk);
  expect([made.status, made.headers.get('location'), made.body]).toEqual([
    201,
    '/items/1',
    { id: 1, ...milk },
  ]);
  expect(await call('GET', '/items')).toMatchObject({ status: 200, body: [{ id: 1, summary: 'buy milk' }] });
  expect(await call('GET', '/items/1')).toMatchObject({ status: 200, body: { id: 1, ...milk } });
  expect(await call('DELETE', '/items/1')).toMatchObject({ status: 204, body: undefined });
  expect(await call('GET', '/items/1')).toMatchObject({ status: 404 });
  expect(await call('GET', '/items')).toMatchObject({ status: 200, body: [] });
});

test.for([
  ['no summary', {}],
  ['an empty summary', { summary: '' }],
  ['a summary that is no string', { summary: 7 }],
  ['a summary of 120 characters', { summary: 'x'.repeat(120) }],
  ['a summary with a newline', { summary: 'two\nlines' }],
  ['a description that is no string', { summary: 'fine', description: 7 }],
  ['no object', null],
] as const)('%s is refused', async ([, body]) => {
  const { service, post } = await start();
  expect(await post(body)).toMatchObject({ status: 400, body: { error: expect.any(String) } });
  expect(service.stats.creations).toEqual([]);
});

test('a summary may have 119 characters', async () => {
  const { post } = await start();
  expect(await post({ summary: 'x'.repeat(119) })).toMatchObject({ status: 201 });
});

test('a body that is no JSON is refused', async () => {
  const { call } = await start();
  const json = { 'content-type': 'application/json; charset=utf-8' };
  expect(await call('POST', '/items', { headers: json, body: '{' })).toMatchObject({ status: 400 });
  expect(await call('POST', '/items', { body: '{"summary":"a"}' })).toMatchObject({ status: 415 });
});

test('paths and methods that do not exist are refused', async () => {
  const { service, call } = await start();
  expect(await call('GET', '/')).toMatchObject({ status: 404 });
  expect(await call('GET', '/items/')).toMatchObject({ status: 404 });
  expect(await call('GET', '/items/abc')).toMatchObject({ status: 404 });
  const collection = await call('DELETE', '/items');
  expect([collection.status, collection.headers.get('allow')]).toEqual([405, 'GET, POST']);
  const item = await call('PUT', '/items/1');
  expect([item.status, item.headers.get('allow')]).toEqual([405, 'GET, DELETE']);
  expect(service.stats.hits).toEqual({ other: 4, 'GET /items/:id': 1 });
});

test('a token is needed, and can be withdrawn', async () => {
  const { service, call } = await start();
  for (const authorization of ['', 'Bearer nobody', 'ada-token']) {
    expect(await call('GET', '/items', { headers: { authorization } })).toMatchObject({ status: 401 });
  }
  expect(await call('GET', '/items')).toMatchObject({ status: 200 });
  service.tokens.delete('ada-token');
  expect(await call('GET', '/items')).toMatchObject({ status: 401 });
});

test('users have items of their own', async () => {
  const { call } = await start(adaHasMilk);
  expect(await call('GET', '/items', bob)).toMatchObject({ status: 200, body: [] });
  expect(await call('GET', '/items/1', bob)).toMatchObject({ status: 403 });
  expect(await call('DELETE', '/items/1', bob)).toMatchObject({ status: 403 });
  expect(await call('GET', '/items/1')).toMatchObject({ status: 200 });
});

test('a new item is out of sight for a while', async () => {
  const { service, call, post } = await start({ lagMs: 700 });
  await post(milk);
  expect(await call('GET', '/items/1')).toMatchObject({ status: 404 });
  expect(await call('DELETE', '/items/1')).toMatchObject({ status: 404 });
  expect(await call('GET', '/items')).toMatchObject({ status: 200, body: [] });
  expect(service.stats.faults).toEqual({ lag: 2 });
  await expect.poll(async () => (await call('GET', '/items/1')).status, { timeout: 5000 }).toBe(200);
});

test('the same Idempotency-Key makes one item', async () => {
  const { service, post } = await start();
  const key = { 'idempotency-key': 'k1' };
  const first = await post(milk, key);
  const second = await post(milk, key);
  expect([second.status, second.body]).toEqual([201, first.body]);
  expect(service.stats.created).toEqual({ 'buy milk': 1 });
  expect(service.stats.creations).toEqual([{ id: 1, user: 'ada', summary: 'buy milk', key: 'k1' }]);
  expect(service.stats.replays).toBe(1);

  expect(await post({ summary: 'something else' }, key)).toMatchObject({ status: 422 });
  expect(await post(milk, { ...key, ...bob.headers })).toMatchObject({ status: 201, body: { id: 2 } });
  expect(await post(milk, { 'idempotency-key': 'k2' })).toMatchObject({ status: 201, body: { id: 3 } });
  expect(service.stats.replays).toBe(1);
});

test('a repeated request waits for the first one, which is still running', async () => {
  const { service, post } = await start({ workMs: 100 });
  const key = { 'idempotency-key': 'k1' };
  const answers = await Promise.all([post(milk, key), post(milk, key), post(milk, key)]);
  expect(answers.map(({ status, body }) => ({ status, body }))).toEqual(
    Array(3).fill({ status: 201, body: { id: 1, ...milk } }),
  );
  expect(service.stats).toMatchObject({ created: { 'buy milk': 1 }, replays: 2 });
});

test('a key of a refused request can be used again', async () => {
  const { post } = await start();
  const key = { 'idempotency-key': 'k1' };
  expect(await post({}, key)).toMatchObject({ status: 400 });
  expect(await post(milk, key)).toMatchObject({ status: 201 });
});

test('faults follow the script, then chance', async () => {
  const { service, call } = await start(adaHasMilk);
  service.script('GET', '/items/:id', ['errorBefore', 'lag', 'ok', 'noSummary']);
  service.script('GET', /^\/items$/, ['noSummary']);
  const answers = [];
  for (let n = 1; n <= 5; n++) {
    const { status, body } = await call('GET', '/items/1');
    answers.push([status, body]);
  }
  const whole = { id: 1, ...milk };
  expect(answers).toEqual([
    [500, { error: 'internal error' }],
    [404, { error: 'no such item' }],
    [200, whole],
    [200, { id: 1, description: milk.description }],
    [200, whole],
  ]);
  expect(await call('GET', '/items')).toMatchObject({ status: 200, body: [{ id: 1 }] });
  expect(service.stats.faults).toEqual({ errorBefore: 1, lag: 1, noSummary: 2 });
});

test('a fault that cannot show is not counted', async () => {
  const { service, call } = await start(adaHasMilk);
  service.script('GET', '/items', ['noSummary']);
  service.script('DELETE', '/items/1', ['truncate']);
  expect(await call('GET', '/items', bob)).toMatchObject({ status: 200, body: [] });
  expect(await call('DELETE', '/items/1')).toMatchObject({ status: 204 });
  expect(service.stats.faults).toEqual({});
});

test('a service that is too busy says when to come back', async () => {
  const { service, post } = await start();
  service.script('POST', '/items', ['throttle', 'unavailable']);
  for (const status of [429, 503]) {
    const answer = await post(milk);
    expect(answer.status).toBe(status);
    expect(answer.headers.get('retry-after')).toBe('1');
    expect(answer.headers.get('retry-after-ms')).toBe('40');
  }
  expect(service.stats.created).toEqual({});
});

test.for([
  ['errorBefore', 0],
  ['errorAfter', 1],
  ['reset', 1],
  ['truncate', 1],
] as const)('a POST that ended in %s has made %i items', async ([fault, count]) => {
  const { service, post } = await start();
  service.script('POST', '/items', [fault]);
  const outcome = await post(milk).then(
    ({ status }) => status,
    () => 'lost',
  );
  expect(outcome).toBe(fault.startsWith('error') ? 500 : 'lost');
  expect(service.stats.creations).toHaveLength(count);
  expect(service.stats.faults).toEqual({ [fault]: 1 });
  expect(service.stats.abandoned).toBe(0);

  await post(milk);
  expect(service.stats.created).toEqual({ 'buy milk': count + 1 });
});

test('a client that does not wait for a slow answer is noticed', async () => {
  const { service, call, post } = await start({ slowMs: 60_000 });
  service.script('POST', '/items', ['slow']);
  const headers = { 'content-type': 'application/json', 'idempotency-key': 'k1' };
  const patience = new AbortController();
  const late = call('POST', '/items', { headers, body: JSON.stringify(milk), signal: patience.signal });
  await expect.poll(() => service.stats.faults).toEqual({ slow: 1 });
  patience.abort(new Error('too late'));
  await expect(late).rejects.toThrow('too late');
  await expect.poll(() => service.stats.abandoned).toBe(1);
  expect(await post(milk, { 'idempotency-key': 'k1' })).toMatchObject({ status: 201, body: { id: 1 } });
  expect(service.stats.created).toEqual({ 'buy milk': 1 });
});

test('a slow answer is a whole one', async () => {
  const { service, call } = await start({ slowMs: 80, ...adaHasMilk });
  service.script('get', '/items/1', ['slow']);
  const begin = performance.now();
  expect(await call('GET', '/items/1')).toMatchObject({ status: 200, body: { id: 1, ...milk } });
  expect(performance.now() - begin).toBeGreaterThan(70);
});

test('the same seed makes the same faults', async () => {
  const faults: FaultRates = { ...noFaults, errorBefore: 0.3, throttle: 0.3 };
  const run = async (seed: number): Promise<number[]> => {
    const { call } = await start({ seed, faults });
    const statuses: number[] = [];
    for (let n = 0; n < 30; n++) statuses.push((await call('GET', '/items')).status);
    return statuses;
  };
  const first = await run(7);
  expect(new Set(first)).toEqual(new Set([200, 429, 500]));
  expect(await run(7)).toEqual(first);
  expect(await run(8)).not.toEqual(first);
});

test('unless told otherwise, several requests in a hundred go wrong', async () => {
  const sum = Object.values(defaultFaults).reduce((total, rate) => total + rate);
  expect(sum).toBeGreaterThan(0.03);
  expect(sum).toBeLessThan(0.1);

  const service = await startTodoService({ slowMs: 10, items: { ada: [milk] } });
  onTestFinished(() => service.stop());
  const ask = async (): Promise<void> => {
    const response = await fetch(`${service.url}/items/1`, {
      headers: { authorization: 'Bearer ada-token' },
    });
    await response.text();
  };
  for (let n = 0; n < 40; n++) await Promise.allSettled(Array.from({ length: 20 }, ask));
  expect(Object.keys(service.stats.faults).sort()).toEqual(Object.keys(defaultFaults).sort());
});

test.for([
  [{ errorBefore: 1.5 }, 'errorBefore'],
  [{ errorBefore: Number.NaN }, 'errorBefore'],
  [{ errorBefore: 0.6, reset: 0.6 }, 'more than 1'],
  [{ errorsBefore: 0.1 } as Partial<FaultRates>, 'errorsBefore'],
] as const)('rates that cannot be are refused: %o', async ([faults, complaint]) => {
  await expect(startTodoService({ faults })).rejects.toThrow(complaint);
});

test('stopping ends every connection at once, and can be done again', async () => {
  const { service, call, post } = await start({ workMs: 60_000, slowMs: 60_000 });
  // Enough of them to trouble Node, should each leave a listener on the same signal unasked.
  const many = 12;
  service.script('GET', '/items', Array(many).fill('slow'));
  const idle = connect(Number(new URL(service.url).port), '127.0.0.1').resume();
  const late = Array.from({ length: many }, () => call('GET', '/items'));
  const pending = [...late, post(milk, { 'idempotency-key': 'k1' })];
  await expect.poll(() => service.stats.hits).toEqual({ 'GET /items': many, 'POST /items': 1 });
  expect(service.stats.connections).toBe(many + 2);

  const closed = once(idle, 'close');
  const begin = performance.now();
  await service.stop();
  await service.stop();
  await closed;
  const outcomes = new Set((await Promise.allSettled(pending)).map(({ status }) => status));
  expect(outcomes).toEqual(new Set(['rejected']));
  expect(performance.now() - begin).toBeLessThan(1000);
});
