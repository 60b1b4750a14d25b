/** A frozen function has a `prototype` that cannot be replaced, as classes have, and so was refused as one. */
import { AbortOn, Resilient, RetryOn, resilient } from 'holdfast';
import { expect, test } from 'vitest';
import { isUserClass } from '../../src/basics/functions.js';

const frozen = () =>
  Object.freeze(function refuses(this: unknown) {
    return true;
  });

test('a frozen function is a predicate', async () => {
  expect(() => [AbortOn(frozen()), RetryOn(frozen())]).not.toThrow();
  let runs = 0;
  const fail = () => {
    runs += 1;
    return Promise.reject(new Error('failed'));
  };
  await expect(resilient({ maxRetries: 2, abortOn: frozen() }).call(fail)).rejects.toThrow('failed');
  expect(runs).toBe(1);
});

test('a frozen class is still none, nor is one that was compiled to a function', () => {
  const classes = [Object.freeze(class Api {}), compiled(), Object.freeze(compiled())];
  expect(classes.map(isUserClass)).toEqual([true, true, true]);
  for (const each of classes) expect(() => AbortOn(each as never)).toThrow('got class');
});

test('what is no function is no class', () => {
  const classless = [undefined, null, 'x', {}, Object.freeze({ prototype: {} }), () => {}, function old() {}];
  expect(classless.map(isUserClass)).toEqual(classless.map(() => false));
});

test('the methods of a frozen class that was compiled to a function are guarded, where another inherits them', async () => {
  class Api extends (Object.freeze(compiled()) as new () => { fail(): Promise<never>; runs?: number }) {}
  Resilient({ maxRetries: 2, backoff: () => 0, retryOn: () => true })(Api);
  const api = new Api();
  await expect(api.fail()).rejects.toThrow('failed');
  expect(api.runs).toBe(3);
});

/** As Babel writes a class for old engines. */
function compiled(): unknown {
  function Old() {}
  Object.defineProperty(Old.prototype, 'fail', {
    configurable: true,
    writable: true,
    value: async function fail(this: { runs?: number }) {
      this.runs = (this.runs ?? 0) + 1;
      throw new Error('failed');
    },
  });
  return Object.defineProperty(Old, 'prototype', { writable: false });
}
