import { expect, test } from 'vitest';
import { named, withName } from '../src/named.js';

test('a function gets a name, and stays the same function', () => {
  const fn = (): number => 7;
  expect(withName('seven', fn)).toBe(fn);
  expect([fn.name, fn()]).toEqual(['seven', 7]);
});

test('or says how it was made', () => {
  const fn = (): void => {};
  expect(named('exponential', ['100ms', 'x2'], fn)).toBe(fn);
  expect(fn.name).toBe('exponential(100ms, x2)');
  expect(named('timedOut', [], () => {}).name).toBe('timedOut()');
});
