import { expect, test } from 'vitest';
import { entryOf } from '../../src/basics/entry.js';

test('what a map has is given, and what it has not is made once', () => {
  const map = new Map([['there', [1]]]);
  const made: string[] = [];
  const get = (key: string) =>
    entryOf(map, key, () => {
      made.push(key);
      return [];
    });
  expect(get('there')).toEqual([1]);
  get('new').push(2);
  expect([get('new'), map.get('new')]).toEqual([[2], [2]]);
  expect(made).toEqual(['new']);
});
