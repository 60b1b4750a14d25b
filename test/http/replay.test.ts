/** A request that is sent again is the same request, byte for byte, or is not sent. */
import { createReadStream, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import axios, { type AxiosRequestConfig } from 'axios';
import { expect, onTestFinished, test } from 'vitest';
import { constant } from '../../src/backoff/index.js';
import { BodyNotReplayableError } from '../../src/errors.js';
import { attach, type ClientOptions, createClient } from '../../src/http/index.js';
import type { Outcome } from '../../src/outcome.js';
import { attemptsOf, resilient, rule } from '../../src/policies/index.js';
import { json, reply, type Step, serve } from '../support/server.js';
import { rejection } from './ambient.js';

/** The `form-data` package, which axios brings along. */
const requireOfAxios = createRequire(createRequire(import.meta.url).resolve('axios'));
const OldForm = requireOfAxios('form-data') as new () => { append(name: string, value: unknown): void };

const quickly = { maxRetries: 2, backoff: constant(1) };

async function setUp(steps: Step | readonly Step[], options: ClientOptions = {}) {
  const server = await serve(steps);
  const client = createClient({ baseURL: server.url, ...options });
  onTestFinished(() => client.close());
  return { server, client };
}

const failsTwice = [reply(503), reply(503), json('done')];

/** Both layers that send again: the policy around a method, and the client's own. */
const LAYERS = {
  'a guarded call': async (config: AxiosRequestConfig) => {
    const { server, client } = await setUp(failsTwice);
    const response = await resilient(quickly).call(() => client.request(config));
    return { server, response };
  },
  'createClient({ retry })': async (config: AxiosRequestConfig) => {
    const { server, client } = await setUp(failsTwice, { retry: quickly });
    return { server, response: await client.request(config) };
  },
};

const view = new Uint8Array([9, 9, 97, 98, 99, 9]).subarray(2, 5);

const BODIES: [name: string, data: unknown, body: string, type: string][] = [
  ['an object', { name: 'ü', n: [1] }, '{"name":"ü","n":[1]}', 'application/json'],
  ['a string', 'plain ü', 'plain ü', 'application/x-www-form-urlencoded'],
  ['an empty string', '', '', 'application/x-www-form-urlencoded'],
  ['a Buffer', Buffer.from('a buffer'), 'a buffer', 'application/x-www-form-urlencoded'],
  ['bytes', new TextEncoder().encode('bytes'), 'bytes', 'application/x-www-form-urlencoded'],
  ['a part of a buffer', view, 'abc', 'application/x-www-form-urlencoded'],
  ['an ArrayBuffer', new TextEncoder().encode('raw').buffer, 'raw', 'application/x-www-form-urlencoded'],
  [
    'URLSearchParams',
    new URLSearchParams({ a: '1', b: 'x y' }),
    'a=1&b=x+y',
    'application/x-www-form-urlencoded;charset=utf-8',
  ],
  ['a Blob', new Blob(['a blob'], { type: 'text/csv' }), 'a blob', 'text/csv'],
  [
    'a function that makes a stream',
    () => Readable.from(['made']),
    'made',
    'application/x-www-form-urlencoded',
  ],
  [
    'a function that takes its time',
    async () => Readable.from(['later']),
    'later',
    'application/x-www-form-urlencoded',
  ],
  ['a function that makes an object', () => ({ made: true }), '{"made":true}', 'application/json'],
  ['a function that makes a string', () => 'text', 'text', 'application/x-www-form-urlencoded'],
  ['a function that makes a web stream', () => new Blob(['web']).stream(), 'web', ''],
];

for (const [layer, send] of Object.entries(LAYERS)) {
  test.each(BODIES)(`${layer} sends %s again as it was`, async (name, data, body, type) => {
    // axios takes web streams with this adapter only.
    const adapter = name.endsWith('web stream') ? ({ adapter: 'fetch' } as const) : {};
    const { server, response } = await send({ method: 'put', url: '/', data, ...adapter });
    expect(response.data).toBe('done');
    expect(server.requests.map((request) => request.body)).toEqual([body, body, body]);
    if (type === '') return;
    const headers = server.requests.map((request) => request.headers);
    for (const each of headers) {
      expect(each['content-type']).toBe(type);
      expect(each['content-length']).toBe(headers[0]?.['content-length']);
    }
  });

  test.each([
    ['', {}],
    [', instead of a boundary that is too short', { 'Content-Type': 'multipart/form-data; boundary=b' }],
    [', instead of one in quotes', { 'Content-Type': 'multipart/form-data; boundary="a-boundary-of-ours"' }],
    [', by the boundary of the user', { 'Content-Type': 'multipart/form-data; boundary=a-boundary-of-ours' }],
  ])(`${layer} sends a form again, with its files%s`, async (_, own) => {
    const form = new FormData();
    form.append('name', 'value');
    form.append('file', new Blob(['contents'], { type: 'text/plain' }), 'a.txt');
    const { server } = await send({ method: 'put', url: '/', data: form, headers: own });
    for (const { body, headers } of server.requests) {
      expect(await parsed(body, headers['content-type'])).toEqual([
        ['name', 'value'],
        ['file', 'a.txt: text/plain: contents'],
      ]);
      expect(headers['content-length']).toBe(String(body.length));
    }
    // To the boundary: a server that keeps idempotency keys compares what it was sent.
    expect(new Set(server.requests.map(({ body }) => body)).size).toBe(1);
    expect(server.requests).toHaveLength(3);
  });

  test(`${layer} sends a form of the form-data package again, if all of it is in memory`, async () => {
    const form = new OldForm();
    form.append('name', 'value');
    form.append('bytes', Buffer.from('contents'));
    const { server } = await send({ method: 'put', url: '/', data: form });
    const [first] = server.requests;
    expect(await parsed(first?.body ?? '', first?.headers['content-type'])).toEqual([
      ['name', 'value'],
      ['bytes', 'contents'],
    ]);
    expect(server.requests.map(({ body }) => body)).toEqual([first?.body, first?.body, first?.body]);
  });

  test(`${layer} reads a file anew for each attempt`, async () => {
    const folder = mkdtempSync(join(tmpdir(), 'holdfast-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const file = join(folder, 'upload.txt');
    writeFileSync(file, 'the whole file');
    const headers = { 'content-type': 'text/plain' };
    const { server } = await send({ method: 'put', url: '/', data: () => createReadStream(file), headers });
    for (const request of server.requests)
      expect([request.body, request.headers['content-type']]).toEqual(['the whole file', 'text/plain']);
    expect(server.requests).toHaveLength(3);
  });
}

/** The fields of a multipart body, as a server reads them. */
async function parsed(body: string, type = ''): Promise<[string, string][]> {
  const form = await new Response(body, { headers: { 'content-type': type } }).formData();
  return Promise.all(
    [...form].map(async ([name, value]): Promise<[string, string]> => {
      if (typeof value === 'string') return [name, value];
      return [name, `${value.name}: ${value.type}: ${await value.text()}`];
    }),
  );
}

test('a body made by a function goes through the transformations of its request', async () => {
  const { server, client } = await setUp(failsTwice, { retry: quickly });
  const transformRequest = [
    (data: object) => ({ wrapped: data }),
    ...[axios.defaults.transformRequest].flat(),
  ];
  let made = 0;
  const data = () => ({ n: ++made });
  const response = await client.put('/', data, { transformRequest } as AxiosRequestConfig);
  expect(server.requests.map(({ body }) => body)).toEqual([1, 2, 3].map((n) => `{"wrapped":{"n":${n}}}`));
  expect(made).toBe(3);
  await client(response.config);
  expect(server.requests[3]?.body).toBe('{"wrapped":{"n":4}}');
});

test('JSON from a function, where its request says that it is JSON', async () => {
  const { server, client } = await setUp(json('done'));
  const headers = { 'content-type': 'application/json; charset=utf-8' };
  await client.post('/', () => ({ a: 1 }), { headers });
  await client.create().post('/', () => ({ a: 1 }), { headers });
  await attach(axios.create({ baseURL: server.url })).post('/', () => ({ a: 1 }), { headers });
  for (const request of server.requests)
    expect([request.body, request.headers['content-type']]).toEqual([
      '{"a":1}',
      'application/json; charset=utf-8',
    ]);
  expect(server.requests).toHaveLength(3);
});

test('a function that throws ends the call before anything is sent, with its own error', async () => {
  const { server, client } = await setUp(json('not sent'), { retry: quickly });
  const error = new Error('no such file');
  for (const data of [
    () => {
      throw error;
    },
    () => Promise.reject(error),
  ]) {
    expect(await rejection(client.put('/', data))).toBe(error);
    expect(await rejection(resilient(quickly).call(() => client.put('/', data)))).toBe(error);
  }
  expect([server.requests, client.stats().requests]).toEqual([[], 0]);
});

test('a body that is made too slowly ends with the limit, and is not sent later', async () => {
  const { server, client } = await setUp(json('not sent'), { timeouts: { attempt: 40 } });
  let finish = (_: string): void => {};
  const data = () =>
    new Promise<string>((resolve) => {
      finish = resolve;
    });
  expect((await rejection(client.put('/', data))).code).toBe('ERR_HOLDFAST_ATTEMPT_TIMEOUT');
  finish('too late');
  await new Promise((resolve) => setImmediate(resolve));
  expect([server.requests, client.stats().requests]).toEqual([[], 0]);
});

const explicit = { ...quickly, rules: [rule(() => true, { maxRetries: Number.POSITIVE_INFINITY })] };
const same = Readable.from(['again']);
const SPENT: [name: string, data: () => unknown][] = [
  ['a stream', () => Readable.from(['once'])],
  [
    'a form with a stream in it',
    () => {
      const form = new OldForm();
      form.append('file', Readable.from(['once']));
      return form;
    },
  ],
  ['a function that gives the same stream again', () => () => same],
];

test.each(SPENT)('%s ends the call where it would be sent again, whatever a rule says', async (_, make) => {
  const guarded = await setUp(reply(503));
  const body = make();
  const error = await rejection(resilient(explicit).call(() => guarded.client.put('/', body)));
  expect(error).toBeInstanceOf(BodyNotReplayableError);
  expect(error.cause.status).toBe(503);
  expect(error.config.url).toBe('/');
  expect(attemptsOf(error).map(({ status, code }) => status ?? code)).toEqual([
    503,
    'ERR_HOLDFAST_BODY_NOT_REPLAYABLE',
  ]);
  expect(guarded.server.requests).toHaveLength(1);
});

test.each(SPENT.slice(0, 2))('%s does so in the client, too', async (_, make) => {
  const own = await setUp(reply(503), { retry: explicit });
  const error = await rejection(own.client.put('/', make()));
  expect(error).toBeInstanceOf(BodyNotReplayableError);
  expect(error.cause.status).toBe(503);
  expect(attemptsOf(error)).toHaveLength(2);
  expect(own.server.requests).toHaveLength(1);
});

test('the method may make a new stream itself; a call around it may do so although an inner one gave up', async () => {
  const failed = { ...quickly, retryOn: (outcome: Outcome) => !outcome.ok };
  const { server, client } = await setUp([reply(503), reply(503), json('done')]);
  const fresh = resilient(failed).call(() => client.put('/', Readable.from(['new'])));
  expect((await fresh).data).toBe('done');
  expect(server.requests.map(({ body }) => body)).toEqual(['new', 'new', 'new']);

  const outer = await setUp([reply(503), json('done')]);
  const response = await resilient(failed).call(() => {
    const body = Readable.from(['new']);
    return resilient(quickly).call(() => outer.client.put('/', body));
  });
  expect(response.data).toBe('done');
});

test('a form that others have sent before is not taken for one that is empty', async () => {
  const { server, client } = await setUp(json({}));
  const form = new OldForm();
  form.append('name', 'value');
  await axios.post(server.url, form);
  // Nobody can tell that it was read; but what is announced of it does not come.
  await rejection(client.post('/', form, { timeout: 60 }));
  expect(server.requests.filter(({ body }) => body.includes('value'))).toHaveLength(1);
  expect(server.requests[1]?.body ?? '').not.toMatch(/^-+\w+--/);
});
