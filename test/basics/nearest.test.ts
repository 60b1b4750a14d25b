import { expect, test } from 'vitest';
import { nearest, slipOf, suggest } from '../../src/basics/nearest.js';

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
  // A letter that is missing, typed twice, replaced, exchanged with the next, or of the other case.
  ['heders', true],
  ['headerss', true],
  ['heeaders', true],
  ['heaters', true],
  ['haeders', true],
  ['headesr', true],
  ['HEADERS', true],
  ['HEDERS', true],
  ['header', true],
  // Other words: with a letter more, or another one at the beginning.
  ['xheaders', false],
  ['headers1', false],
  ['headersX', false],
  ['readers', false],
  ['eaders', false],
  // Two of them.
  ['heders2', false],
  ['haedres', false],
  ['heade', false],
  ['headersheaders', false],
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
});

test('of one that is not long, neighbours that are exchanged, a letter typed twice, and the plural', () => {
  const words = ['hsots', 'hostss', 'hosst', 'host', 'hosts1', 'hots', 'hasts', 'ghosts'];
  expect(words.filter((word) => slipOf(word, ['hosts']) !== undefined)).toEqual([
    'hsots',
    'hostss',
    'hosst',
    'host',
  ]);
});

test('one that differs by case only is meant before all others', () => {
  expect(slipOf('HttpsAgent', ['httpAgent', 'httpsAgent'])).toBe('httpsAgent');
});

test('a suggestion is the one that was meant, or else all there are', () => {
  expect(suggest('heders', ['auth', 'headers'])).toBe("; did you mean 'headers'?");
  expect(suggest('colour', ['auth', 'headers'])).toBe('; known are auth, headers');
  expect(suggest('colour', [])).toBe('; there are none');
});
