import { inspect } from 'node:util';
import { attemptsOf, ConfigError, ResponseRejectedError } from 'holdfast';
import { ClientHttpError, PaginationError, resumeTokenOf, ServerHttpError } from 'holdfast/rest';
import { useInstantClock } from 'holdfast/testing';
import { expect, onTestFinished, test } from 'vitest';
import { account } from '../../examples/pagerduty/account.js';
import { ChangeEventsSession, EventsSession } from '../../examples/pagerduty/events-session.js';
import { RestSession, type SessionOptions } from '../../examples/pagerduty/rest-session.js';
import { startPagerDuty } from '../../examples/pagerduty/server.js';
import { json, serve } from '../support/server.js';

const KEY = 'y_NbAkKc66ryYTWUXYEu';
const ROUTING_KEY = 'e93facc04764012d7bfb002500d5d1a6';

async function start(options: SessionOptions = {}) {
  const server = await startPagerDuty(KEY, ROUTING_KEY);
  onTestFinished(() => server[Symbol.asyncDispose]());
  const log: string[] = [];
  const session = new RestSession(KEY, { baseURL: server.url, log: (line) => log.push(line), ...options });
  const events = new EventsSession(ROUTING_KEY, { baseURL: server.url });
  const clock = useInstantClock();
  onTestFinished(() => clock.restore());
  for (const client of [session, events]) onTestFinished(() => client.close());
  return { server, session, events, log };
}

const failed = (call: Promise<unknown>) => call.then(() => undefined).catch((error: any) => error);
const delays = (carrier: unknown) =>
  attemptsOf(carrier).flatMap(({ delay }) => (delay === undefined ? [] : [delay / 1000]));

const people = ['Ann', 'Bob', 'Cid'].map((name) => ({ name, email: `${name.toLowerCase()}@example.com` }));

test('entities are wrapped where they are not yet, and unwrapped', async () => {
  const { server, session } = await start();
  const [ann, bob] = people as [object, object];
  expect(await session.createEntity('/users', ann)).toMatchObject({ id: 'P1', name: 'Ann' });
  expect(await session.createEntity('/users', { user: bob })).toMatchObject({ id: 'P2', name: 'Bob' });
  expect(server.calls.map(({ body }) => body)).toEqual([{ user: ann }, { user: bob }]);
  expect(await session.fetchEntity({ self: `${server.url}/users/P2` })).toMatchObject({ name: 'Bob' });
});

test('find looks no further than the page that has it, whatever the case', async () => {
  const { server, session } = await start();
  for (const each of people) await session.createEntity('/users', each);
  const before = server.calls.length;
  expect(await session.find('/users', 'BOB@EXAMPLE.COM', { by: 'email', query: false })).toMatchObject({
    id: 'P2',
  });
  expect(await session.find('/users', 'nobody')).toBeUndefined();
  expect(server.calls.length - before).toBe(2);
});

test('persist makes, finds, and updates only what differs', async () => {
  const { server, session } = await start();
  const ann = people[0] as { name: string; email: string };
  const made = await session.persist('/users', 'email', ann);
  expect(await session.persist('/users', 'email', ann, { update: true })).toEqual(made);
  expect(await session.persist('/users', 'email', { ...ann, name: 'Anna' })).toEqual(made);
  expect(await session.persist('/users', 'email', { ...ann, name: 'Anna' }, { update: true })).toMatchObject({
    id: 'P1',
    name: 'Anna',
  });
  expect(server.calls.map(({ what }) => what.split(' ')[0])).toEqual([
    ...['GET', 'POST'],
    ...['GET', 'GET', 'GET', 'PUT'],
  ]);
});

test('lists by cursor are told from lists by offset', async () => {
  const { server, session } = await start();
  expect(await session.list('/audit/records', { limit: 10 })).toHaveLength(5);
  expect(server.calls.map(({ query }) => query.get('cursor'))).toEqual([null, '2', '4']);
});

test.each([
  [100, 100],
  [75, 134],
])('by %i: the window of 10,000 is used up in %i calls, and its end is told', async (limit, calls) => {
  const { server, session } = await start();
  let delivered = 0;
  let error: unknown;
  try {
    for await (const _incident of session.iterate('/incidents', { params: { limit } })) delivered += 1;
  } catch (e) {
    error = e;
  }
  expect(error).toBeInstanceOf(PaginationError);
  expect([delivered, server.calls.length]).toEqual([10_000, calls]);
  expect(
    server.calls.every(({ query }) => Number(query.get('offset')) + Number(query.get('limit')) <= 10_000),
  ).toBe(true);
});

test('an error comes after the items before it, and tells where to go on', async () => {
  const { server, session } = await start();
  const seen: unknown[] = [];
  let error: any;
  try {
    for await (const incident of session.iterate('/incidents')) {
      if (seen.push(incident) === 150) server.fail(400);
    }
  } catch (e) {
    error = e;
  }
  expect(error).toBeInstanceOf(ClientHttpError);
  expect(seen).toHaveLength(200);
  const rest = session.iterate<{ id: string }>('/incidents', { resumeFrom: resumeTokenOf(error) as object });
  expect((await rest.toArray({ limit: 1 }))[0]?.id).toBe('Q201');
});

test('a 429 is repeated until it passes, by delays of 3, 6, 12 s that all failures of a call share', async () => {
  const { server, session } = await start({ retry: { 502: 1 } });
  await session.createEntity('/users', people[0] as object);
  // The first reset meets a kept connection, and is made good at once on a new one.
  server.fail(429, 'reset', 'reset', 429, 502);
  expect(delays(await session.request('GET', '/users/P1'))).toEqual([3, 6, 12, 24]);

  server.fail(502, 502);
  const error = await failed(session.get('/users/P1'));
  expect(error).toBeInstanceOf(ServerHttpError);
  expect([error.status, error.requestId, delays(error)]).toEqual([502, 'request-9', [3]]);
});

test('what one session says about retries, another does not hear', async () => {
  const { server, session } = await start({ retry: { 409: 1 } });
  const other = new RestSession(KEY, { baseURL: server.url, log: () => {} });
  onTestFinished(() => other.close());
  server.fail(409, 409, 409);
  await failed(session.get('/users'));
  expect(server.calls).toHaveLength(2);
  await failed(other.get('/users'));
  expect(server.calls).toHaveLength(3);
});

test('each attempt is logged with its request id, and failures of the server as errors', async () => {
  const { server, session, log } = await start({ retry: { 502: 1 } });
  server.fail(502, 'reset', 'reset');
  await session.get('/users');
  expect(log.map((line) => line.replace(/, \d+ ms$/, ''))).toEqual([
    'error: GET /users, attempt 1: 502, x-request-id request-1',
    'error: GET /users, attempt 2: no answer, x-request-id (missing header)',
    'debug: GET /users, attempt 3: 200, x-request-id request-4',
  ]);
});

test('another origin gets neither a request nor the key, also if it begins with the right text', async () => {
  const { server, session } = await start();
  for (const url of ['https://api.pagerduty.com.evil.com/x', `${server.url}1/users`, '//evil.com/users'])
    expect(await failed(session.get(url)), url).toBeInstanceOf(ConfigError);
  expect(server.calls).toHaveLength(0);
});

test('the keys are in nothing that is printed', async () => {
  const { server, session, events, log } = await start({ retry: { 502: 0 } });
  const wrong = new RestSession(`${KEY}x`, { baseURL: server.url, log: (line) => log.push(line) });
  const misled = new EventsSession(`${ROUTING_KEY}x`, { baseURL: server.url });
  for (const client of [wrong, misled]) onTestFinished(() => client.close());
  const errors: any[] = [
    await failed(wrong.get('/users')),
    await failed(misled.trigger('high tide', 'harbour')),
  ];
  for (const fault of [502, ...Array.from({ length: 5 }, () => 'reset' as const)]) server.fail(fault);
  errors.push(await failed(session.get('/users')), await failed(session.get('/users')));
  server.fail(400, 400);
  errors.push(await failed(events.trigger('high tide', 'harbour')), await failed(events.resolve('tide')));
  expect(errors.map((error) => error?.name)).toEqual([
    'ClientHttpError',
    'ClientHttpError',
    'ServerHttpError',
    'Error',
    'ClientHttpError',
    'ClientHttpError',
  ]);
  const text = [
    ...log,
    ...[...errors, session, events].flatMap((it) => [
      String(it),
      it.stack,
      JSON.stringify(it),
      inspect(it),
      inspect(it, { depth: Infinity, showHidden: true, getters: true }),
    ]),
  ].join('\n');
  expect(text).toContain('/users');
  expect(text).not.toContain(KEY);
  expect(text).not.toContain(ROUTING_KEY);
});

test('an alert is acknowledged and resolved by the key that it was made with', async () => {
  const { server, events } = await start();
  const key = await events.trigger('high tide', 'harbour');
  expect(await events.acknowledge(key)).toBe(key);
  expect(server.alerts.get(key)).toBe('acknowledge');
  await events.resolve(key);
  expect(server.calls.map(({ body }) => body)).toEqual([
    {
      routing_key: ROUTING_KEY,
      event_action: 'trigger',
      dedup_key: key,
      payload: { summary: 'high tide', source: 'harbour', severity: 'critical' },
    },
    { routing_key: ROUTING_KEY, event_action: 'acknowledge', dedup_key: key },
    { routing_key: ROUTING_KEY, event_action: 'resolve', dedup_key: key },
  ]);
});

test.each([
  [500, 3],
  [502, 5],
  [503, 7],
  [504, 7],
  [501, 1],
])('events: %i for ever makes %i calls', async (status, calls) => {
  const { server, events } = await start();
  server.always = status;
  expect(await failed(events.trigger('high tide', 'harbour'))).toMatchObject({ status });
  expect(server.calls).toHaveLength(calls);
});

test('events: all statuses together are repeated ten times, and an event that was sent often is one alert', async () => {
  const { server, events } = await start();
  server.fail(...Array.from({ length: 20 }, (_, i) => 500 + ((i % 3) + 2)));
  expect(await failed(events.trigger('high tide', 'harbour'))).toBeInstanceOf(ServerHttpError);
  expect(server.calls).toHaveLength(11);

  server.fail(...Array.from({ length: 9 }, () => 200));
  await failed(events.trigger('high tide', 'harbour'));
  expect(new Set(server.calls.slice(0, 11).map(({ body }) => (body as any).dedup_key)).size).toBe(1);
});

test('events: a connection that breaks is tried again, for the key makes it safe', async () => {
  const { server, events } = await start();
  server.fail('reset', 'reset');
  await events.trigger('high tide', 'harbour');
  expect([server.calls.length, server.alerts.size]).toEqual([3, 1]);
});

test('events: a reply without a dedup_key is no success', async () => {
  const server = await serve(json({ status: 'success' }, 202));
  const events = new EventsSession(ROUTING_KEY, { baseURL: server.url });
  const changes = new ChangeEventsSession(ROUTING_KEY, { baseURL: server.url });
  for (const client of [events, changes]) onTestFinished(() => client.close());
  const clock = useInstantClock();
  onTestFinished(() => clock.restore());
  expect(await failed(events.trigger('high tide', 'harbour'))).toBeInstanceOf(ResponseRejectedError);
  await changes.submit('a new pier', { timestamp: new Date(0) });
  expect(JSON.parse(server.requests.at(-1)?.body ?? '')).toMatchObject({
    payload: { summary: 'a new pier', timestamp: '1970-01-01T00:00:00.000Z' },
  });
});

test('events: what makes no sense is refused before anything is sent', async () => {
  const { server, events } = await start();
  expect(await failed(events.get('/v2/enqueue'))).toBeInstanceOf(ConfigError);
  expect(await failed(events.resolve(''))).toBeInstanceOf(ConfigError);
  expect(() => new EventsSession('')).toThrow(ConfigError);
  expect(server.calls).toHaveLength(0);
});

test('the account of it', async () => {
  const lines: string[] = [];
  await account((line) => lines.push(line), KEY, ROUTING_KEY);
  const text = lines.join('\n');
  expect(text).toContain('waited 3 s, 6 s, 12 s');
  expect(text).toContain('10000 in 100 requests');
  expect(text).toContain('5 requests, 1 alert: resolve');
  expect(text).not.toContain(KEY);
  expect(text).not.toContain(ROUTING_KEY);
});
