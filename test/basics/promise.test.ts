import { expect, test, vi } from 'vitest';
import { andThen, isPromise, rejecting } from '../../src/basics/promise.js';

// biome-ignore lint/suspicious/noThenProperty: that is what it is for.
const thenable = { then: (resolve: (value: unknown) => void) => resolve('from a thenable') };
const callable = Object.assign(() => {}, thenable);

test.each([Promise.resolve(), thenable, callable])('an answer is to come: %#', (value) => {
  expect(isPromise(value)).toBe(true);
});

// biome-ignore lint/suspicious/noThenProperty: as an answer may have.
const named = { then: true };

test.each([undefined, null, 0, '', true, 'then', {}, named, () => {}, Symbol('then'), [Promise]])(
  'an answer is there: %#',
  (value) => {
    expect(isPromise(value)).toBe(false);
  },
);

test('with an answer that is there one goes on at once', () => {
  expect(andThen(20, (answer) => [answer])).toEqual([20]);
  const no = new Error('no');
  const boom = () => {
    throw no;
  };
  expect(() => andThen(20, boom)).toThrow(no);
});

test.each([
  [Promise.resolve('later'), 'later'],
  [thenable, 'from a thenable'],
  [callable, 'from a thenable'],
])('with one that is to come, when it has come: %#', async (answer, expected) => {
  const next = vi.fn((answer: unknown) => [answer]);
  const result = andThen(answer, next);
  expect(next).not.toHaveBeenCalled();
  expect(result).toBeInstanceOf(Promise);
  expect(await result).toEqual([expected]);
});

test('one that fails is not gone on with', async () => {
  const next = vi.fn();
  const no = new Error('no');
  await expect(andThen(Promise.reject(no), next)).rejects.toBe(no);
  expect(next).not.toHaveBeenCalled();
});

test('what is resolved with a rejecting one is rejected', async () => {
  const no = new Error('no');
  expect(isPromise(rejecting(no))).toBe(true);
  await expect(new Promise((resolve) => resolve(rejecting(no)))).rejects.toBe(no);
  expect(() => rejecting(no).then(() => {})).not.toThrow();
});
