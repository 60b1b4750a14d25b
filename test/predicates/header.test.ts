import { createContext, runInContext } from 'node:vm';
import { expect, test } from 'vitest';
import { ConfigError } from '../../src/errors.js';
import { returned, threw } from '../../src/outcome.js';
import { describe, header } from '../../src/predicates/index.js';
import { ask } from './asking.js';

const response = (headers: object) => ({ status: 200, headers, data: {} });
const outcome = returned(response({ 'X-Should-Retry': 'true', 'set-cookie': ['a=1', 'b=2'], 'x-empty': '' }));

test('a header is there in whatever case its name is written', () => {
  for (const name of ['x-should-retry', 'X-Should-Retry', 'X-SHOULD-RETRY', 'x-empty', 'set-cookie']) {
    expect(ask(header(name), outcome), name).toBe(true);
  }
  for (const name of ['x-other', 'get', 'has', 'constructor', '__proto__', 'toString']) {
    expect(ask(header(name), outcome), name).toBe(false);
  }
  expect(ask(header('x-should-retry'), returned(response(new Headers({ 'x-should-retry': 'no' }))))).toBe(
    true,
  );
  expect(ask(header('x-should-retry'), threw({ response: response({ 'x-should-retry': 'no' }) }))).toBe(true);
  expect(ask(header('x-should-retry'), threw(new Error('reset')))).toBe(false);
  expect(ask(header('x-should-retry'), returned('plain'))).toBe(false);
});

test('a string is the whole value, and its case matters', () => {
  expect(ask(header('x-should-retry', 'true'), outcome)).toBe(true);
  for (const value of ['True', 'tru', 'true ', '', 'false']) {
    expect(ask(header('x-should-retry', value), outcome), value).toBe(false);
  }
  expect(ask(header('x-empty', ''), outcome)).toBe(true);
  expect(ask(header('x-other', ''), outcome)).toBe(false);
  expect(ask(header('set-cookie', 'a=1, b=2'), outcome)).toBe(true);
});

test('a RegExp is found in the value', () => {
  expect(ask(header('x-should-retry', /^TRUE$/i), outcome)).toBe(true);
  expect(ask(header('set-cookie', /b=\d/), outcome)).toBe(true);
  expect(ask(header('x-should-retry', /false/), outcome)).toBe(false);
  expect(ask(header('x-other', /.*/), outcome)).toBe(false);
});

test.each([/true/g, /true/y, /true/gy])(
  '%s gives the same answer every time, whoever else uses it',
  (pattern) => {
    pattern.lastIndex = 3;
    const predicate = header('x-should-retry', pattern);
    for (let i = 0; i < 4; i++) expect(ask(predicate, outcome)).toBe(true);
    expect(pattern.lastIndex).toBe(3);
  },
);

test('a RegExp of another realm is one too', () => {
  const pattern: RegExp = runInContext('/true/', createContext());
  expect(pattern).not.toBeInstanceOf(RegExp);
  expect(ask(header('x-should-retry', pattern), outcome)).toBe(true);
});

test.each([[''], ['x y'], ['x:'], ['x\n'], [undefined], [7], [/x/]])('header(%j) is refused', (name) => {
  expect(() => header(name as never)).toThrow(ConfigError);
  expect(() => header(name as never)).toThrow(/^header: expected the name of a header, got /);
});

test.each([[7], [true], [null], [{}], [['true']]])('the match %j is refused', (match) => {
  expect(() => header('x', match as never)).toThrow(ConfigError);
  expect(() => header('x', match as never)).toThrow(/^header: expected a string or a RegExp, got /);
});

test('it reads as it was written', () => {
  expect(describe(header('X-Should-Retry', 'true'))).toBe("header('X-Should-Retry', 'true')");
  expect(describe(header('x', /a'b/gi))).toBe("header('x', /a'b/gi)");
  expect(describe(header('x'))).toBe("header('x')");
});
