import { expect, test } from 'vitest';
import { BodyNotReplayableError, ConfigError } from '../../../src/errors.js';
import { final, isFinal } from '../../../src/policies/safety/final.js';
import { anotherCopy } from '../../support/copies.js';

test('an error that was marked is final, and so is whatever it caused', () => {
  const error = new Error('refused');
  expect(isFinal(error)).toBe(false);
  expect(final(error)).toBe(error);
  expect(isFinal(error)).toBe(true);
  expect(isFinal(new Error('x', { cause: new Error('y', { cause: error }) }))).toBe(true);
  expect(isFinal(new AggregateError([new Error('x'), error]))).toBe(true);
});

test('nobody stumbles over the mark', () => {
  const error = final(new ConfigError('x'));
  expect(Object.keys(error)).toEqual(['code']);
  expect(isFinal({ ...error })).toBe(false);
});

test('a body that was read is gone for every attempt', () => {
  expect(isFinal(new BodyNotReplayableError('x'))).toBe(true);
  expect(isFinal(new Error('y', { cause: new BodyNotReplayableError('x') }))).toBe(true);
});

test.each([
  undefined,
  null,
  0,
  'final',
  Symbol('x'),
  {},
  Object.create(null),
  () => {},
  new ConfigError('x'),
])('anything else is not: %#', (value) => {
  expect(isFinal(value)).toBe(false);
});

test('a mark of another copy of the package counts', async () => {
  const copy =
    await anotherCopy<typeof import('../../../src/policies/safety/final.js')>('policies/safety/final');
  expect(copy.final).not.toBe(final);
  expect(isFinal(copy.final(new Error('x')))).toBe(true);
});
