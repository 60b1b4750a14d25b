import { expect, test } from 'vitest';
import { nearest } from '../src/nearest.js';

test.each([
  ['getItm', 'getItem'],
  ['getIttem', 'getItem'],
  ['getIten', 'getItem'],
  ['gteItem', 'getItem'],
  ['GETITEM', 'getItem'],
  ['list', 'list'],
  ['removeEverything', undefined],
  ['x', undefined],
])('%s is meant to be %s', (word, expected) => {
  expect(nearest(word, ['getItem', 'listAll', 'list'])).toBe(expected);
});

test('of several that are like it the most like counts, and of equals the first', () => {
  expect(nearest('lists', ['lost', 'list', 'listed'])).toBe('list');
  expect(nearest('lost', ['last', 'list'])).toBe('last');
  expect(nearest('list', ['lis', 'lists', 'list'])).toBe('list');
});

test.each([
  // At least two letters may be wrong, in longer words a third of them.
  ['ab', 'cd', true],
  ['ab', 'cde', false],
  ['', 'ab', true],
  ['', 'abc', false],
  ['abcdef', 'abcdxy', true],
  ['abcdef', 'abcxyz', false],
  ['abcdefg', 'abcdxyz', true],
  ['abcdefg', 'abcwxyz', false],
])('%j is like %j: %s', (word, name, isLike) => {
  expect(nearest(word, [name])).toBe(isLike ? name : undefined);
});

test('nothing is like nothing', () => {
  expect(nearest('list', [])).toBeUndefined();
});
