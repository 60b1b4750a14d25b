import axios, { AxiosHeaders } from 'axios';
import { describe, expect, test } from 'vitest';
import { type HeaderMap, headerMap, readHeader } from '../src/headers.js';
import { whilePolluted } from './support/pollute.js';
import fc, { same } from './support/properties.js';
import { reply, serve } from './support/server.js';

const carriers: Record<string, () => unknown> = {
  Headers: () => new Headers({ 'Retry-After': '120', 'X-Empty': '' }),
  AxiosHeaders: () => new AxiosHeaders({ 'Retry-After': '120', 'X-Empty': '' }),
  'a plain object': () => ({ 'retry-after': '120', 'x-empty': '' }),
  'a plain object in another case': () => ({ 'Retry-After': '120', 'X-EMPTY': '' }),
  'an object without a prototype': () =>
    Object.assign(Object.create(null), { 'retry-after': '120', 'x-empty': '' }),
  'our own view': () => headerMap({ 'Retry-After': '120', 'X-Empty': '' }),
};

describe.each(Object.entries(carriers))('%s', (_, carrier) => {
  test.each(['retry-after', 'Retry-After', 'RETRY-AFTER'])('%s is read', (name) => {
    expect(readHeader(carrier(), name)).toBe('120');
    expect(headerMap(carrier()).get(name)).toBe('120');
    expect(headerMap(carrier()).has(name)).toBe(true);
  });

  test('an empty header is there, and a missing one is not', () => {
    expect(readHeader(carrier(), 'x-empty')).toBe('');
    expect(headerMap(carrier()).get('X-Empty')).toBe('');
    expect(headerMap(carrier()).has('X-Empty')).toBe(true);
    for (const name of ['x-absent', 'toString', 'hasOwnProperty', 'constructor', '__proto__']) {
      expect([name, readHeader(carrier(), name)]).toEqual([name, undefined]);
      expect([name, headerMap(carrier()).get(name)]).toEqual([name, undefined]);
      expect([name, headerMap(carrier()).has(name)]).toEqual([name, false]);
    }
  });

  test('the view has the headers by their lower-case names, and nothing else', () => {
    const view = headerMap(carrier());
    expect(Object.keys(view).sort()).toEqual(['retry-after', 'x-empty']);
    expect(view['retry-after']).toBe('120');
    expect(view['Retry-After']).toBeUndefined();
    expect(view.toString).toBeUndefined();
  });
});

test.each([undefined, null, 'retry-after: 120', 120, true, () => {}])('%s carries no headers', (source) => {
  expect(readHeader(source, 'retry-after')).toBeUndefined();
  expect(readHeader(source, 'length')).toBeUndefined();
  expect(Object.keys(headerMap(source))).toEqual([]);
  expect(headerMap(source).get('retry-after')).toBeUndefined();
});

test('a get that is a function is asked, whoever it belongs to; any other is none', () => {
  expect(readHeader({ get: (name: string) => `asked for ${name}` }, 'etag')).toBe('asked for etag');
  const inheriting = Object.assign(Object.create({ get: 'a field' }), { ETag: '5' });
  expect(readHeader(inheriting, 'etag')).toBe('5');
});

test('a Map is asked in lower case, and as the name is written', () => {
  const map = new Map([
    ['etag', '5'],
    ['X-Cache', 'stale'],
  ]);
  expect(readHeader(map, 'ETag')).toBe('5');
  expect(readHeader(map, 'X-Cache')).toBe('stale');
});

test('a header that is absent is not the one that is called undefined', () => {
  expect(readHeader({ undefined: '1' }, 'etag')).toBeUndefined();
});

test('values that are no strings are read as one', () => {
  const headers = { 'x-number': 7, 'x-list': ['a', 'b'], 'x-null': null, 'x-undefined': undefined };
  const read = (get: (name: string) => unknown) => Object.keys(headers).map(get);
  const expected = ['7', 'a, b', undefined, undefined];
  expect(read((name) => readHeader(headers, name))).toEqual(expected);
  expect(read((name) => headerMap(headers).get(name))).toEqual(expected);
  // As they came, for those who want each cookie.
  expect(headerMap(headers)['x-list']).toEqual(['a', 'b']);
});

describe('a header that is there twice', () => {
  const cookies: [string, string][] = [
    ['set-cookie', 'a=1'],
    ['set-cookie', 'b=2'],
  ];

  test.each([
    ['Headers', new Headers(cookies)],
    ['AxiosHeaders', new AxiosHeaders({ 'Set-Cookie': ['a=1', 'b=2'] })],
    ["Node's headers", { 'set-cookie': ['a=1', 'b=2'] }],
    ['a list of pairs', cookies],
  ])('is read whole: %s', (_, headers) => {
    expect(headerMap(headers).get('Set-Cookie')).toBe('a=1, b=2');
  });

  test('in two cases is one header', () => {
    expect(headerMap({ 'X-Tag': 'a', 'x-tag': 'b' }).get('x-tag')).toBe('a, b');
  });
});

describe('a header with the name of a method', () => {
  // As JSON, for a literal would set the prototype.
  const hostile = JSON.parse('{ "get": "1", "has": "2", "constructor": "3", "__proto__": "4", "ETag": "5" }');

  test('is read', () => {
    const names = ['get', 'has', 'constructor', '__proto__', 'etag'];
    expect(names.map((name) => readHeader(hostile, name))).toEqual(['1', '2', '3', '4', '5']);
  });

  test.each([
    ['a plain object', () => hostile],
    ['Headers', () => new Headers(Object.entries(hostile) as [string, string][])],
  ])('does not replace the method: %s', (_, carrier) => {
    const view = headerMap(carrier());
    expect(typeof view.get).toBe('function');
    expect(typeof view.has).toBe('function');
    expect(view.get('etag')).toBe('5');
    expect(Object.getPrototypeOf(view)).toBe(Object.getPrototypeOf(headerMap({})));
  });

  test("shadows no method of axios' headers", () => {
    const headers = new AxiosHeaders();
    Object.defineProperty(headers, 'get', { value: '1', enumerable: true });
    headers['Retry-After'] = '120';
    expect([readHeader(headers, 'get'), readHeader(headers, 'retry-after')]).toEqual(['1', '120']);
    expect(headerMap(headers).get('retry-after')).toBe('120');
  });

  test('that a real server sent harms nobody', async () => {
    const headers = { get: '1', has: '2', constructor: '3', 'x-last': '4', 'set-cookie': ['a=1', 'b=2'] };
    const server = await serve(reply(200, '', headers));
    const answers = await Promise.all([
      axios.get(server.url),
      axios.get(server.url, { adapter: 'fetch' }),
      fetch(server.url),
    ]);
    for (const answer of answers) {
      const view: HeaderMap = headerMap(answer.headers);
      expect([view.get('x-last'), view.get('Set-Cookie')]).toEqual(['4', 'a=1, b=2']);
      expect(readHeader(answer.headers, 'X-Last')).toBe('4');
    }
  });
});

describe('a polluted Object.prototype', () => {
  const plain = { ETag: '5' };

  test('invents no header', () => {
    const found = whilePolluted({ 'retry-after': '99', 'Retry-After': '99' }, () => [
      readHeader(plain, 'retry-after'),
      readHeader({}, 'Retry-After'),
      headerMap(plain).get('retry-after'),
      headerMap(plain).has('retry-after'),
      headerMap(plain)['retry-after'],
      Object.keys(headerMap(plain)).join(),
    ]);
    expect(found).toEqual([undefined, undefined, undefined, false, undefined, 'etag']);
  });

  test('changes no header', () => {
    const properties = { value: '99', enumerable: false, configurable: true, writable: true };
    const found = whilePolluted(properties, () => {
      const view = headerMap(plain);
      return [view.get('etag'), view.etag, Object.keys(view).join(), readHeader(plain, 'etag')];
    });
    expect(found).toEqual(['5', '5', 'etag', '5']);
  });

  test.each([
    ['a string', '99'],
    ['a function', () => '99'],
  ])("with a 'get' that is %s breaks nothing", (_, get) => {
    const read = () => [readHeader(plain, 'etag'), readHeader({}, 'etag'), headerMap(plain).get('etag')];
    expect(whilePolluted({ get }, () => attempted(read))).toEqual(['5', undefined, '5']);
  });
});

/** Errors as text, for nothing else may run in a polluted world. */
function attempted<T>(fn: () => T): T | string {
  try {
    return fn();
  } catch (error) {
    return String(error);
  }
}

test('whatever a server sends, the view agrees with what Headers reads', () => {
  const name = fc.stringMatching(/^[A-Za-z][A-Za-z-]{0,12}$/);
  const value = fc.stringMatching(/^[!-~]{0,10}$/);
  fc.assert(
    fc.property(fc.dictionary(name, value), (headers) => {
      const names = Object.keys(headers).map((name) => name.toLowerCase());
      fc.pre(new Set(names).size === names.length);
      const standard = new Headers(headers);
      const view = headerMap(headers);
      for (const name of Object.keys(headers)) {
        same(readHeader(headers, name.toUpperCase()), standard.get(name));
        if (!['get', 'has', 'constructor'].includes(name.toLowerCase())) {
          same(view.get(name.toUpperCase()), standard.get(name));
        }
      }
    }),
  );
});
