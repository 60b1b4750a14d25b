import { expect, test } from 'vitest';
import { recognise } from '../../src/basics/recognise.js';

class Odd {}
class Mine extends Odd {}
recognise(Odd, (it) => typeof it === 'number' && it % 2 === 1);

test('instanceof asks the function, and not the prototype chain', () => {
  const is = (it: unknown): boolean => it instanceof Odd;
  expect([1, 2, '1', undefined, new Odd()].map(is)).toEqual([true, false, false, false, false]);
});

test('a subclass is told by its prototype', () => {
  const is = (it: unknown): boolean => it instanceof Mine;
  expect([new Mine(), 1, new Odd(), undefined].map(is)).toEqual([true, false, false, false]);
});
