import { expect, test } from 'vitest';
import { ConfigError } from '../src/errors.js';
import { checkKeys, listed, optionalFunction, wholeNumber } from '../src/options.js';
import fc from './support/properties.js';

const KNOWN = ['maxRetries', 'backoff'];
const WHERE = '@Retry on TodoApi.getItem';

test('known options pass, whatever their values, and so do none', () => {
  expect(() => checkKeys({ maxRetries: 1, backoff: undefined }, KNOWN, WHERE)).not.toThrow();
  expect(() => checkKeys({}, KNOWN, WHERE)).not.toThrow();
  expect(() => checkKeys(Object.create(null), KNOWN, WHERE)).not.toThrow();
});

test.each([
  [{ maxRetrys: 3 }, 'maxRetrys', '3'],
  [{ maxRetries: 1, retries: '5' }, 'retries', '"5"'],
  [{ MaxRetries: undefined }, 'MaxRetries', 'undefined'],
  [{ '': () => {} }, '', 'a function'],
  [JSON.parse('{ "__proto__": 1 }'), '__proto__', '1'],
  [{ constructor: null }, 'constructor', 'null'],
])('an unknown option is refused by name: %#', (options, key, shown) => {
  const message = `${WHERE}: unknown option '${key}' (${shown}); known are maxRetries, backoff`;
  expect(() => checkKeys(options, KNOWN, WHERE)).toThrow(new ConfigError(message));
});

test.each([
  ['undefined', undefined],
  ['null', null],
  ['3', 3],
  ['"3"', '3'],
  ['[3]', [3]],
  ['an object of type Map', new Map([['maxRetries', 3]])],
  ['Infinity', Infinity],
])('options that are none are refused: %s', (shown, options) => {
  const message = `${WHERE}: expected an object of options, got ${shown}`;
  expect(() => checkKeys(options, KNOWN, WHERE)).toThrow(new ConfigError(message));
});

test.each([0, 1, 3, 1e9, Infinity])('%d is a count', (count) => {
  expect(wholeNumber(count, WHERE)).toBe(count);
});

test.each([
  ['-1', -1],
  ['1.5', 1.5],
  ['NaN', Number.NaN],
  ['-Infinity', -Infinity],
  ['"3"', '3'],
  ['3n', 3n],
  ['true', true],
  ['null', null],
  ['undefined', undefined],
  ['an object of type Object', {}],
])('%s is no count', (shown, value) => {
  const message = `${WHERE}: expected a whole number of at least 0, or Infinity, got ${shown}`;
  expect(() => wholeNumber(value, WHERE)).toThrow(new ConfigError(message));
});

test('whatever is given, a count comes back, or a ConfigError', () => {
  fc.assert(
    fc.property(fc.oneof(fc.anything(), fc.double(), fc.integer()), (value) => {
      try {
        const count = wholeNumber(value, WHERE);
        return count === value && count >= 0 && (Number.isInteger(count) || count === Infinity);
      } catch (error) {
        return error instanceof ConfigError;
      }
    }),
  );
});

test('a function is one, and so is none', () => {
  for (const value of [undefined, () => {}, async () => {}, class {}]) {
    expect(() => optionalFunction(value, WHERE)).not.toThrow();
  }
});

test.each([
  ['null', null],
  ['"refresh"', 'refresh'],
  ['false', false],
  ['an object of type Object', {}],
])('%s is no function', (shown, value) => {
  expect(() => optionalFunction(value, WHERE)).toThrow(
    new ConfigError(`${WHERE}: expected a function, got ${shown}`),
  );
});

test('one value, a list of them, or none make a list', () => {
  const list = [1, 2];
  expect(listed(list)).toBe(list);
  expect(listed(1)).toEqual([1]);
  expect(listed(undefined)).toEqual([]);
  expect([listed(null), listed(0), listed(''), listed(false)]).toEqual([[null], [0], [''], [false]]);
});
