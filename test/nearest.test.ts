import { expect, test } from 'vitest';
import { nearest, slipOf } from '../src/nearest.js';

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

test.each([
  // A letter that is missing, added, replaced, exchanged with the next, or of the other case.
  ['heders', true],
  ['headerss', true],
  ['xheaders', true],
  ['heeaders', true],
  ['heaters', true],
  ['haeders', true],
  ['headesr', true],
  ['HEADERS', true],
  ['HEDERS', true],
  // Two of them.
  ['heders2', false],
  ['haedres', false],
  ['heade', false],
  ['', false],
])('%j is a slip of headers: %s', (word, isOne) => {
  expect(slipOf(word, ['auth', 'headers'])).toBe(isOne ? 'headers' : undefined);
});

test('of a short word only the case may slip', () => {
  expect(['Auth', 'path', 'aut', 'auths'].map((word) => slipOf(word, ['auth']))).toEqual([
    'auth',
    undefined,
    undefined,
    undefined,
  ]);
  expect(slipOf('hosts1', ['hosts'])).toBe('hosts');
});
