import { expect, test } from 'vitest';
import { isErrorClass, isUserClass } from '../../src/basics/functions.js';

/** As compilers write a class for old engines. */
function compiled(methods: PropertyDescriptorMap = {}): unknown {
  function Old() {}
  Object.defineProperties(Old.prototype, methods);
  return Object.defineProperty(Old, 'prototype', { writable: false });
}

class Api {}
const method = { get: { value: () => 1 } };

test.each([
  ['a class', Api, true],
  ['one without a name', (() => class {})(), true],
  ['one that is frozen', Object.freeze(class {}), true],
  ['one that was compiled to a function', compiled(), true],
  ['one of these that is frozen', Object.freeze(compiled(method)), true],
  // Nothing tells it from a function.
  ['one of these without methods', Object.freeze(compiled()), false],
  ['a function', function old() {}, false],
  ['one that is frozen', Object.freeze(function old() {}), false],
  ['one that is frozen and names a class', Object.freeze(() => class {}), false],
  ['an arrow', () => {}, false],
  ['an async function', async () => {}, false],
  ['what is built in', Object, false],
  ['an error that is built in', TypeError, false],
  ['an object', { prototype: Object.freeze({}) }, false],
  ['an object with a frozen prototype', Object.freeze({ prototype: {} }), false],
  ['nothing', undefined, false],
])('%s is a class of the user: %s, %s', (_, value, isOne) => {
  expect(isUserClass(value)).toBe(isOne);
});

test.each([
  ['Error', Error, true],
  ['another of the language', TypeError, true],
  ['one of the user', class extends Error {}, true],
  ['another class', Api, false],
  ['a function', () => new Error('no'), false],
  ['an error', new Error('no'), false],
  ['nothing', undefined, false],
])('%s is a class of errors: %s, %s', (_, value, isOne) => {
  expect(isErrorClass(value)).toBe(isOne);
});
