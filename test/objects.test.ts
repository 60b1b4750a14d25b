import { expect, test } from 'vitest';
import { hasIdentity, isObject } from '../src/objects.js';

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
