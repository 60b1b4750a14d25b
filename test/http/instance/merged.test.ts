/** Requests are merged with the defaults by a shorter way than that of axios, and nobody may notice. */
import axios, { AxiosHeaders, type AxiosInstance } from 'axios';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createInstance } from '../../../src/http/instance/instance.js';
import { mergedWith } from '../../../src/http/instance/merged.js';
import { Templates } from '../../../src/http/instance/template.js';
import fc, { atFirst } from '../../support/properties.js';

// axios warns of options that are misspelt.
beforeEach(() => void vi.spyOn(console, 'warn').mockReturnValue());
afterEach(() => void vi.restoreAllMocks());

const ours = (defaults: object): AxiosInstance =>
  createInstance(defaults, { gate: () => {}, create: (own) => ours(own) });

/** What an instance makes of a request: the config that its adapter gets, or the error. */
async function made(instance: AxiosInstance, ask: (instance: AxiosInstance) => Promise<unknown>) {
  let config: any;
  instance.defaults.adapter = async (got) => {
    config = got;
    return { data: '', status: 200, statusText: '', headers: {}, config: got };
  };
  try {
    await ask(instance);
  } catch (error) {
    return { error: String(error) };
  }
  const { headers, adapter: _, ...rest } = config;
  return {
    ...rest,
    // Forms have borders by chance.
    data: typeof rest.data?.getBoundary === 'function' ? 'a form' : rest.data,
    symbols: Object.getOwnPropertySymbols(config),
    headers: { ...headers },
    isAxiosHeaders: headers instanceof AxiosHeaders,
    prototype: Object.getPrototypeOf(config),
    has: Object.hasOwn(config, 'url'),
  };
}

async function expectSame(defaults: object, ask: (instance: AxiosInstance) => Promise<unknown>) {
  expect(await made(ours(defaults), ask)).toEqual(await made(axios.create(defaults), ask));
}

class Credentials {
  readonly username = 'kelp';
}

const signal = new AbortController().signal;
const mark = Symbol('mark');

const headerValue = fc.oneof(
  fc.constantFrom<unknown>('one', ' two ', 3, true, false, null, undefined, '', ['a', 'b']),
);
const headers = fc.oneof(
  fc.dictionary(
    fc.constantFrom(
      'Accept',
      'accept',
      'X-Own',
      'x-own',
      ' X-Own',
      'content-type',
      'Content-Type',
      'constructor',
    ),
    headerValue,
  ),
  fc.constantFrom<unknown>(
    undefined,
    null,
    'X-Own: text',
    new AxiosHeaders({ 'X-Own': '1' }),
    new AxiosHeaders({ accept: false }),
    new Map([['X-Own', '1']]),
    { common: { 'X-Own': 'all' }, get: { 'X-Get': '1' }, post: 'literal' },
    { get: 'literal', common: undefined },
    { [mark]: 1 },
  ),
);

const OPTIONS: Record<string, readonly unknown[]> = {
  baseURL: ['http://localhost/base', undefined, ''],
  allowAbsoluteUrls: [true, false, undefined],
  params: [{ a: 1, nested: { b: [1, 2] } }, new URLSearchParams('a=1'), null, { a: undefined }],
  paramsSerializer: [() => 'a=1', { encode: String }, { indexes: null }, null],
  data: [
    undefined,
    null,
    'text',
    { a: { b: 1 } },
    [1, 2],
    Buffer.from('bytes'),
    new URLSearchParams('a=1'),
    0,
  ],
  signal: [signal, undefined],
  timeout: [1, 0, undefined, '5'],
  auth: [{ username: 'a', password: 'b' }, new Credentials(), undefined],
  responseType: ['text', 'json', null],
  validateStatus: [null, undefined, () => true],
  transitional: [
    { silentJSONParsing: false },
    { validateStatusUndefinedResolves: false },
    { forcedJSONParsing: 'x' },
  ],
  transformRequest: [(data: unknown) => data, [], [(data: unknown) => data]],
  transformResponse: [null, [(data: unknown) => data]],
  env: [{ FormData: null }],
  maxRedirects: [0, 5, undefined],
  baseUrl: ['http://localhost'],
  withXsrfToken: [true],
  own: [{ deep: { er: 1 } }, [1, [2]], new Date(0), undefined, () => 1],
  [mark as never]: [1],
  prototype: [1],
};

const options = fc
  .subarray(Reflect.ownKeys(OPTIONS) as string[], { maxLength: 5 })
  .chain((names) =>
    fc.record(Object.fromEntries(names.map((name) => [name, fc.constantFrom(...(OPTIONS[name] ?? []))]))),
  );

const config = fc
  .tuple(options, fc.option(headers, { nil: 'none' as const }))
  .map(([own, given]) => (given === 'none' ? own : { ...own, headers: given }));

type Door = (instance: any, own: any) => Promise<unknown>;

/** The ways by which a request can be asked for. */
const doors: Record<string, Door> = {
  request: (instance, own) => instance.request({ url: '/x', method: 'POST', ...own }),
  'request without a method': (instance, own) => instance.request({ url: '/x', ...own }),
  'request with an odd method': (instance, own) => instance.request({ url: '/x', method: 'PURGE', ...own }),
  'request by address': (instance, own) => instance.request('/x', { ...own }),
  call: (instance, own) => instance({ url: '/x', method: '', ...own }),
  get: (instance, own) => instance.get('/x', own),
  'get without options': (instance) => instance.get('/x'),
  delete: (instance, own) => instance.delete('/x', own),
  post: (instance, { data, ...own }) => instance.post('/x', data, own),
  'put without options': (instance, { data }) => instance.put('/x', data),
  postForm: (instance, own) => instance.postForm('/x', { a: 1 }, own),
};

test('whatever is asked for, and by whichever way, is made of it what axios makes of it', async () => {
  const way = fc.constantFrom(...Object.keys(doors));
  await fc.assert(
    fc.asyncProperty(way, config, config, (way, defaults, own) =>
      expectSame(defaults, (instance) => (doors[way] as Door)(instance, own)),
    ),
    atFirst(2_000),
  );
});

const change = fc.record({
  where: fc.constantFrom('options', 'headers', 'common', 'get'),
  name: fc.constantFrom('X-Own', 'Accept', 'Content-Type', 'timeout', 'params'),
  value: fc.oneof(headerValue, fc.constant('gone')),
});

test('whatever becomes of the defaults between two requests, the second one is what axios makes of it', async () => {
  await fc.assert(
    fc.asyncProperty(
      config,
      fc.array(change, { minLength: 1, maxLength: 3 }),
      config,
      (defaults, changes, own) =>
        expectSame(defaults, async (instance) => {
          await instance.get('/x').catch(() => {});
          const { headers } = instance.defaults as { headers: any };
          for (const { where, name, value } of changes) {
            const place = { options: instance.defaults, headers, common: headers?.common, get: headers?.get }[
              where
            ];
            if (Object(place) !== place) continue;
            if (value === 'gone') Reflect.deleteProperty(place, name);
            else Reflect.set(place, name, value);
          }
          await instance.get('/x', own);
        }),
    ),
    atFirst(400),
  );
});

test.each([
  { url: '/x' },
  { url: '/x', data: { a: 1 }, headers: { 'X-Own': '1' } },
  { url: '/x', params: { a: 1 }, signal, timeout: 10, responseType: 'text', auth: { username: 'a' } },
])('the usual requests go by the shorter way: %j', (own) => {
  const templates = new Templates(axios.create({ adapter: () => new Promise(() => {}) }).defaults);
  templates.renew('get');
  const template = templates.of('get');
  expect(template && mergedWith(template, own)).toMatchObject({ ...own, method: 'get' });
});
