import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { ConfigError, ResponseRejectedError } from '../../src/errors.js';
import { type Outcome, rejected, returned, threw } from '../../src/outcome.js';
import { describe, has, missing } from '../../src/predicates/index.js';
import fc, { same } from '../support/properties.js';
import { ask } from './asking.js';
import { anyHostile } from './hostile.js';

const response = (status: number, data: unknown) => ({ status, headers: {}, data });
const returns = (data: unknown, status = 200): Outcome => returned(response(status, data));
const item = { id: '7', summary: 'buy milk', done: false, tags: ['home', { deep: 0 }], note: null, text: '' };

test('a path is missing if it is absent or null; false, 0 and the empty string are there', () => {
  for (const path of ['id', 'done', 'tags', 'tags[0]', 'tags[1].deep', 'text']) {
    expect(ask(missing(path), returns(item)), path).toBe(false);
    expect(ask(has(path), returns(item)), path).toBe(true);
  }
  for (const path of ['nope', 'note', 'note.x', 'tags[2]', 'tags.length', 'id[0]', 'done.x', '__proto__.x']) {
    expect(ask(missing(path), returns(item)), path).toBe(true);
    expect(ask(has(path), returns(item)), path).toBe(false);
  }
});

test('one of several paths is enough to be missing, and has wants them all', () => {
  expect(ask(missing('id', 'nope'), returns(item))).toBe(true);
  expect(ask(missing('id', 'done'), returns(item))).toBe(false);
  expect(ask(has('id', 'nope'), returns(item))).toBe(false);
  expect(ask(has('id', 'done'), returns(item))).toBe(true);
});

test.each([
  ['HTML', '<html>summary</html>'],
  ['an empty body', ''],
  ['JSON in a string', '{"summary":"x"}'],
  ['nothing', undefined],
  ['null', null],
  ['a number', 7],
  ['a stream', Readable.from(['{}'])],
  ['a stream with such a property', Object.assign(Readable.from(['{}']), { summary: 'x' })],
  ['bytes', new TextEncoder().encode('{"summary":"x"}')],
  ['an empty list', []],
])('%s lacks every path', (_, body) => {
  for (const outcome of [returns(body), returned(body)]) {
    expect(ask(missing('summary'), outcome)).toBe(true);
    expect(ask(has('summary'), outcome)).toBe(false);
  }
});

test('only a 2xx or a plain value can be missing something', () => {
  for (const status of [200, 201, 204, 299]) expect(ask(missing('id'), returns({}, status))).toBe(true);
  for (const status of [199, 300, 304, 404, 500]) expect(ask(missing('id'), returns({}, status))).toBe(false);
  expect(ask(missing('id'), returned({}))).toBe(true);
  expect(ask(missing('id'), returned({ id: 7 }))).toBe(false);
});

test('has asks for no status, and reads the body of an error', () => {
  const error = Object.assign(new Error('400'), { response: response(400, { error: { code: 'busy' } }) });
  expect(ask(has('error.code'), threw(error))).toBe(true);
  expect(ask(has('error.nope'), threw(error))).toBe(false);
  expect(ask(has('id'), returns({ id: 7 }, 500))).toBe(true);
  expect(ask(has('id'), threw(new Error('no response')))).toBe(false);
});

test('an attempt that threw is not missing anything, not even with a 2xx in its error', () => {
  const cutOff = Object.assign(new Error('aborted'), { response: response(200, '{"id":') });
  const outcomes = [
    threw(new Error('reset')),
    threw(undefined),
    threw(cutOff),
    rejected(threw(cutOff), 'rejected'),
    threw(new ResponseRejectedError('inner', "missing('id')", { response: response(200, {}) })),
  ];
  for (const outcome of outcomes) expect(ask(missing('id'), outcome)).toBe(false);
});

test('a response that something else has rejected already is still looked at', () => {
  for (const failure of ['rejected', 'status'] as const) {
    expect(ask(missing('id'), rejected(returns({}), failure))).toBe(true);
    expect(ask(missing('id'), rejected(returns({ id: 7 }), failure))).toBe(false);
    expect(ask(missing('id'), rejected(returned({}), failure))).toBe(true);
    expect(ask(missing('id'), rejected(returns({}, 500), failure))).toBe(false);
  }
});

test('for a plain value each is the opposite of the other, and hostile ones make neither throw', () => {
  const paths = fc.subarray(['a', 'b', 'a.b', '[0]', "['a']", 'constructor', '__proto__.a'], {
    minLength: 1,
  });
  fc.assert(
    fc.property(anyHostile, paths, (make, paths) => {
      // As a body, for what looks like a response would be read as one.
      const outcome = returns(make());
      same(ask(missing(...paths), outcome), !ask(has(...paths), outcome));
    }),
  );
});

test('paths are checked when the predicate is made', () => {
  for (const make of [missing, has]) {
    expect(() => make()).toThrow(ConfigError);
    expect(() => make()).toThrow(`${make.name}: expected at least one path, got none`);
    expect(() => make('id', 'a..b')).toThrow(new RegExp(`^${make.name}: .*got "a\\.\\.b"$`));
    expect(() => make(['id'] as never)).toThrow(ConfigError);
  }
});

test('they read as they were written', () => {
  expect(describe(missing('summary'))).toBe("missing('summary')");
  expect(describe(has('data.url', 'a["b c"]', "['x']"))).toBe("has('data.url', 'a[\"b c\"]', '[\\'x\\']')");
});
