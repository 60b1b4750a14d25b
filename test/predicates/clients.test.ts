/** What predicates say about the real responses and errors of real clients. */
import axios, { AxiosError } from 'axios';
import { expect, test, vi } from 'vitest';
import { z } from 'zod';
import { type Outcome, rejected, returned, threw } from '../../src/outcome.js';
import {
  accepts,
  allOf,
  anyOf,
  body,
  errorCode,
  failure,
  has,
  header,
  invalid,
  missing,
  networkError,
  not,
  type Predicate,
  result,
  status,
  thrown,
  timedOut,
} from '../../src/predicates/index.js';
import { drip, hang, json, reply, reset, type Step, serve, truncate } from '../support/server.js';
import { answer, ask, attempt } from './asking.js';

const outcomeOf = (call: () => Promise<unknown>): Promise<Outcome> =>
  call().then(
    (value) => returned(value),
    (error: unknown) => threw(error),
  );

type Client = (url: string) => Promise<unknown>;
const CLIENTS: [string, Client][] = [
  ['axios', (url) => axios.get(url)],
  ['fetch', (url) => fetch(url)],
];

async function outcomeFor(client: Client, step: Step): Promise<Outcome> {
  const { url } = await serve(step);
  return outcomeOf(() => client(url));
}

/** Those of the list that are true, by their place. */
async function truths(outcome: Outcome, predicates: Record<string, Predicate>): Promise<string[]> {
  const found: string[] = [];
  for (const [name, predicate] of Object.entries(predicates)) {
    if (await answer(predicate, outcome)) found.push(name);
  }
  return found;
}

const Item = z.object({ id: z.string(), summary: z.string() });
const BODY = {
  lacksSummary: missing('summary'),
  hasId: has('id'),
  invalid: invalid(Item),
  accepted: accepts(Item),
  text: body((text) => typeof text === 'string'),
};
const html = reply(200, '<html>oops</html>', { 'content-type': 'text/html' });

test.each(
  CLIENTS.flatMap(([name, client]) =>
    (
      [
        ['a full body', json({ id: '7', summary: 'buy milk' }), ['hasId', 'accepted']],
        ['a missing field', json({ id: '7' }), ['lacksSummary', 'hasId', 'invalid']],
        ['a null field', json({ id: '7', summary: null }), ['lacksSummary', 'hasId', 'invalid']],
        ['JSON of another type', reply(200, '{"id":"7","summary":""}'), ['hasId', 'accepted']],
        ['HTML', html, ['lacksSummary', 'invalid', 'text']],
        ['an empty body', reply(200), ['lacksSummary', 'invalid', 'text']],
        ['no content', reply(204), ['lacksSummary', 'invalid', 'text']],
      ] as const
    ).map(([what, step, expected]) => [name, what, client, step, expected] as const),
  ),
)('%s: %s', async (_, __, client, step, expected) => {
  const outcome = await outcomeFor(client, step);
  expect(await truths(outcome, BODY)).toEqual(expected);
  // What one predicate refused, the next one still reads.
  expect(await truths(rejected(outcome, 'rejected'), BODY)).toEqual(expected);
});

test.each(['stream', 'arraybuffer'] as const)('axios: a body of type %s is no JSON', async (responseType) => {
  const { url } = await serve(json({ id: '7', url: '/', summary: 'x' }));
  const response = await axios.get(url, { responseType });
  const outcome = returned(response);
  for (const path of ['summary', 'url', '[0]', '_events']) {
    expect(ask(missing(path), outcome), path).toBe(true);
    expect(ask(has(path), outcome), path).toBe(false);
  }
  if (responseType === 'stream') response.data.destroy();
});

const NOT_FOUND = {
  status: status('4xx'),
  header: header('X-Reason', /^gone/),
  hasCode: has('error.code'),
  missing: missing('summary'),
  body: body<{ error: { code: string } }>(({ error }) => error.code === 'gone'),
  failed: failure('status'),
  network: anyOf(networkError(), timedOut()),
  result: result(() => true),
};

test('a 404 is an error for axios and a response for fetch', async () => {
  const step = json({ error: { code: 'gone' } }, 404, { 'x-reason': 'gone away' });
  const [viaAxios, viaFetch] = await Promise.all(CLIENTS.map(([, client]) => outcomeFor(client, step)));
  expect(await truths(viaAxios!, NOT_FOUND)).toEqual(['status', 'header', 'hasCode', 'body', 'failed']);
  expect(await truths(viaFetch!, NOT_FOUND)).toEqual(['status', 'header', 'hasCode', 'body', 'result']);
  expect(await answer(invalid(Item), viaAxios!)).toBe(false);
  expect(await answer(thrown(AxiosError), viaAxios!)).toBe(true);
});

test.each(CLIENTS)('%s: a reset connection', async (_, client) => {
  const outcome = await outcomeFor(client, reset());
  const said = vi.fn(() => true);
  expect(
    await truths(outcome, {
      failure: failure('reset'),
      networkError: networkError(),
      code: errorCode('ECONNRESET', 'UND_ERR_SOCKET'),
      timedOut: timedOut(),
      missing: missing('id'),
      status: status([100, 599]),
      header: header('date'),
      body: body(said),
      result: result(said),
      invalid: invalid(Item),
    }),
  ).toEqual(['failure', 'networkError', 'code']);
  expect(said).not.toHaveBeenCalled();
});

test.each(CLIENTS)('%s: nobody listens', async (_, client) => {
  const server = await serve(hang());
  await server.stop();
  const outcome = await outcomeOf(() => client(server.url));
  expect(
    await truths(outcome, {
      connect: failure('connect'),
      code: errorCode('ECONNREFUSED'),
      networkError: networkError(),
      timedOut: timedOut(),
    }),
  ).toEqual(['connect', 'code', 'networkError']);
});

test.each<[string, Client]>([
  ['axios', (url) => axios.get(url, { timeout: 30 })],
  ['fetch', (url) => fetch(url, { signal: AbortSignal.timeout(30) })],
])('%s: no answer in time', async (_, client) => {
  const outcome = await outcomeFor(client, hang());
  expect(
    await truths(outcome, {
      timedOut: timedOut(),
      failure: failure('timeout'),
      networkError: networkError(),
    }),
  ).toEqual(['timedOut', 'failure']);
});

test('axios: a reply that is cut off is no response that lacks something', async () => {
  const outcome = await outcomeFor((url) => axios.get(url), truncate());
  expect(outcome.status).toBe(200);
  expect(
    await truths(outcome, {
      truncated: failure('truncated'),
      networkError: networkError(),
      missing: missing('id'),
    }),
  ).toEqual(['truncated', 'networkError']);
});

test('fetch: of a reply that is cut off later, there is no body', async () => {
  const outcome = await outcomeFor((url) => fetch(url), truncate());
  expect(await truths(outcome, BODY)).toEqual(['lacksSummary', 'invalid']);
});

test('fetch: the body is read only if it is asked for, and the caller still gets it unread', async () => {
  const { url } = await serve(json({ id: '7' }));
  const response = await fetch(url);
  const clone = vi.spyOn(response, 'clone');
  const outcome = returned(response);
  expect(await answer(allOf(status(404), missing('id')), outcome)).toBe(false);
  expect(await answer(anyOf(status(200), missing('id')), outcome)).toBe(true);
  expect(await answer(header('content-type', /json/), outcome)).toBe(true);
  expect(clone).not.toHaveBeenCalled();

  expect(await answer(not(anyOf(missing('id'), invalid(Item))), outcome)).toBe(false);
  expect(await answer(has('id'), outcome)).toBe(true);
  expect(clone).toHaveBeenCalledOnce();
  expect(response.bodyUsed).toBe(false);
  expect(await response.json()).toEqual({ id: '7' });
});

test('fetch: a body that is not read yet is asked for through any combination', async () => {
  const { url } = await serve(drip(2, '{"id":"7"}'));
  const outcome = returned(await fetch(url));
  const late: Predicate = async () => false;
  const predicate = anyOf(
    late,
    not(
      allOf(
        not(late),
        has('id'),
        body<{ id: string }>(async ({ id }) => id === '7'),
      ),
    ),
  );
  // The engine hears that the body is wanted as a rejection here, because something before it took time.
  await expect(predicate(outcome, attempt)).rejects.toThrow(Error);
  expect(await answer(predicate, outcome)).toBe(false);
});

test('a method that returns the body alone is judged by it', async () => {
  const { url } = await serve(json({ id: '7' }));
  const viaAxios = await outcomeOf(async () => (await axios.get(url)).data);
  const viaFetch = await outcomeOf(async () => (await fetch(url)).json());
  for (const outcome of [viaAxios, viaFetch]) {
    expect(await truths(outcome, BODY)).toEqual(['lacksSummary', 'hasId', 'invalid']);
    expect(
      await answer(
        result<{ id: string }>(({ id }) => id === '7'),
        outcome,
      ),
    ).toBe(true);
  }
});
