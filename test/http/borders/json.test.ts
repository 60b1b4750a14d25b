import axios from 'axios';
import { expect, test } from 'vitest';
import { failureOf } from '../../../src/failure.js';
import { attach } from '../../../src/http/index.js';
import { attemptsOf, resilient } from '../../../src/policies/index.js';
import { json, reply, serve } from '../../support/server.js';
import { rejection } from '../ambient.js';
import { clientFor } from './support.js';

const as = (type: string, body: string | Uint8Array, status = 200) =>
  reply(status, body, { 'content-type': type });
const broken = as('application/json', '{"token":"s3cr3t", oops');
const quickly = { maxRetries: 3, backoff: () => 1 };

test('JSON that does not parse is an error, which does not quote it', async () => {
  const server = await serve(broken);
  const error = await rejection(clientFor({ baseURL: server.url }).get('/items?key=s3cr3t'));
  expect(error).toBeInstanceOf(axios.AxiosError);
  expect(error.message).toBe(
    `GET ${server.url}/items: the body was said to be JSON and is not (23 characters, at position 19)`,
  );
  expect([error.code, error.status, error.response.data]).toEqual([
    'ERR_BAD_RESPONSE',
    200,
    '{"token":"s3cr3t", oops',
  ]);
  expect(error.cause).toBeInstanceOf(SyntaxError);
  expect(failureOf(error)).toBe('protocol');
  expect(`${error.stack}${error.cause.stack}${JSON.stringify(error)}`).not.toContain('s3cr3t');
});

test.each([
  'application/json',
  'Application/JSON; charset=utf-8',
  'application/problem+json',
  'application/vnd.api+json;v=1',
  'text/json',
])('%s is a promise', async (type) => {
  const server = await serve([as(type, '<html>'), as(type, '{"a":1}'), as(type, '"text"'), as(type, ' 1 ')]);
  const client = clientFor({ baseURL: server.url });
  expect(failureOf(await rejection(client.get('/')))).toBe('protocol');
  expect((await client.get('/')).data).toEqual({ a: 1 });
  expect((await client.get('/')).data).toBe('text');
  expect((await client.get('/')).data).toBe(1);
});

test.each([
  'text/html',
  'application/x-ndjson',
  'application/json-seq',
  'application/jsonlines',
  'text/plain',
])('%s is none', async (type) => {
  const server = await serve([as(type, '{"a":1}\n{"a":2}'), as(type, '{"a":1}')]);
  const client = clientFor({ baseURL: server.url });
  expect((await client.get('/')).data).toBe('{"a":1}\n{"a":2}');
  expect((await client.get('/')).data).toEqual({ a: 1 });
});

test('it is tried again where that is safe, in a guarded method and outside', async () => {
  const good = json({ id: 7 });
  const server = await serve([broken, good, broken, broken, good, broken, broken, broken]);
  const client = clientFor({ baseURL: server.url });
  const guarded = resilient(quickly);
  expect((await guarded.call(() => client.get('/'))).data).toEqual({ id: 7 });
  const retrying = clientFor({ baseURL: server.url, retry: quickly });
  const response = await retrying.get('/');
  expect(response.data).toEqual({ id: 7 });
  expect(attemptsOf(response).map(({ failure }) => failure)).toEqual(['protocol', 'protocol', undefined]);
  expect(server.requests).toHaveLength(5);
  for (const post of [() => guarded.call(() => client.post('/', {})), () => retrying.post('/', {})]) {
    const error = await rejection(post());
    expect(error.message).toContain('the body was said to be JSON and is not');
    expect(attemptsOf(error)).toHaveLength(1);
  }
  expect(server.requests).toHaveLength(7);
  const exhausted = await rejection(retrying.get('/'));
  expect([attemptsOf(exhausted).length, server.requests.length]).toEqual([4, 11]);
  expect(exhausted.response.data).toBe('{"token":"s3cr3t", oops');
});

test('an empty body is nothing found where something was asked for, and nothing to tell elsewhere', async () => {
  const empty = (status: number) => as('application/json', '', status);
  const server = await serve((req, res, n) => empty(Number(req.url?.slice(1)) || 200)(req, res, n));
  const client = clientFor({ baseURL: server.url });
  expect(failureOf(await rejection(client.get('/200')))).toBe('protocol');
  for (const status of ['/204', '/205', '/206']) expect((await client.get(status)).data).toBe('');
  expect((await client.get('/304', { validateStatus: () => true })).data).toBe('');
  for (const method of ['head', 'post', 'put', 'patch', 'delete']) {
    expect((await client({ method, url: '/200' })).data).toBe('');
  }
});

test('a byte order mark is no part of it', async () => {
  const server = await serve(as('application/json', '\uFEFF{"a":1}'));
  const client = clientFor({ baseURL: server.url });
  expect((await client.get('/')).data).toEqual({ a: 1 });
  expect((await client.get('/', { responseEncoding: 'utf-8' })).data).toEqual({ a: 1 });
  expect((await client.get('/', { adapter: 'fetch' })).data).toEqual({ a: 1 });
});

test('an answer that is an error stays what it is', async () => {
  const server = await serve([as('application/json', '<html>', 503), as('application/json', '', 404)]);
  const client = clientFor({ baseURL: server.url });
  const error = await rejection(client.get('/'));
  expect([error.status, error.response.data, failureOf(error)]).toEqual([503, '<html>', 'status']);
  expect((await client.get('/', { validateStatus: () => true })).data).toBe('');
});

test('who asks for something else gets it', async () => {
  const server = await serve(broken);
  const client = clientFor({ baseURL: server.url });
  expect((await client.get('/', { responseType: 'text' })).data).toContain('oops');
  expect((await client.get('/', { responseType: 'arraybuffer' })).data).toBeInstanceOf(Buffer);
  expect((await client.get('/', { transitional: { forcedJSONParsing: false } })).data).toContain('oops');
  const unsaid = clientFor({ baseURL: server.url, transitional: null as never });
  expect((await unsaid.get('/', { transitional: {} })).data).toContain('oops');
  expect((await client.get('/', { transformResponse: (data) => data.length })).data).toBe(23);
  const own = clientFor({ baseURL: server.url, transformResponse: [(data) => data.length] });
  const none = clientFor({ baseURL: server.url, transformResponse: null as never });
  expect((await none.get('/')).data).toHaveLength(23);
  expect((await own.get('/')).data).toBe(23);
  expect(failureOf(await rejection(client.get('/', { responseType: 'json' })))).toBe('protocol');
  expect((await attach(axios.create()).get(server.url)).data).toContain('oops');
});

test('transformers that stand beside that of axios, and a reviver', async () => {
  const server = await serve([json({ a: 1 }), broken, json({ a: 1 }), json({ a: 1 })]);
  const more = [axios.defaults.transformResponse ?? [], (data: object) => ({ ...data, b: 2 })].flat();
  const client = clientFor({ baseURL: server.url, transformResponse: more });
  expect((await client.get('/')).data).toEqual({ a: 1, b: 2 });
  expect(failureOf(await rejection(client.get('/')))).toBe('protocol');
  const parseReviver = (_key: string, value: unknown) => (value === 1 ? 'one' : value);
  expect((await client.get('/', { parseReviver })).data).toEqual({ a: 'one', b: 2 });
  const thrown = new RangeError('my own');
  const failing = () => {
    throw thrown;
  };
  expect(await rejection(client.get('/', { parseReviver: failing }))).toBe(thrown);
});
