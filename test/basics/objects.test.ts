import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { hasIdentity, isError, isObject, read, tried } from '../../src/basics/objects.js';

const objects = [{}, [], new Map(), Object.create(null), /x/];
const functions = [() => {}, class {}];
const others = [null, undefined, 0, '', 'text', 7n, true, Symbol('key')];

test('an object has properties to look at, and neither null nor a function is one', () => {
  for (const value of objects) expect(isObject(value)).toBe(true);
  for (const value of [...functions, ...others]) expect(isObject(value)).toBe(false);
});

test('what has an identity can be the key of a WeakMap, and nothing else can', () => {
  for (const value of [...objects, ...functions]) {
    expect(hasIdentity(value)).toBe(true);
    expect(new WeakMap().set(value, 1).get(value)).toBe(1);
  }
  for (const value of others) expect(hasIdentity(value)).toBe(false);
});

test('an error is one of whatever realm, and of whatever class', () => {
  const errors = [
    new Error('x'),
    new RangeError('x'),
    new DOMException('x'),
    runInNewContext('new TypeError("x")'),
  ];
  for (const error of errors) expect(isError(error)).toBe(true);
  for (const value of [...objects, ...functions, ...others, { name: 'Error', message: '', stack: '' }])
    expect(isError(value)).toBe(false);
});

test('what throws when it is looked at says nothing', () => {
  const object = {
    status: 503,
    get code(): string {
      throw new Error('not now');
    },
  };
  expect([read(object, 'status'), read(object, 'code'), read(object, 'none')]).toEqual([
    503,
    undefined,
    undefined,
  ]);
  expect([tried(() => object.status), tried(() => object.code)]).toEqual([503, undefined]);
});
