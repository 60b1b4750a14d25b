import { expect, test } from 'vitest';
import { show } from '../../src/basics/show.js';

class Point {}

test.each([
  ['"3"', '3'],
  ['3', 3],
  ['0', -0],
  ['NaN', Number.NaN],
  ['3n', 3n],
  ['true', true],
  ['null', null],
  ['undefined', undefined],
  ['Symbol(key)', Symbol('key')],
  ['"two\\nlines \\"quoted\\""', 'two\nlines "quoted"'],
  [`"${'x'.repeat(60)}"`, 'x'.repeat(60)],
  [`"${'x'.repeat(57)}..."`, 'x'.repeat(61)],
  ['"ftp://***@a.example/b?c=d"', 'ftp://me:s3cret@a.example/b?c=d'],
  ['"//***@a.example"', '//s3cret@a.example'],
  ['"http://a.example:80/b"', 'http://a.example:80/b'],
  ['"ann@a.example"', 'ann@a.example'],
  ['"@a.example"', '@a.example'],
  ['"***@a.example"', 'me:s3cret@a.example'],
  ['"***@a.example"', ':s3cret@a.example'],
  ['"***@a.example"', 'me:@a.example'],
  ['"***@a.example"', 'me:s3\ncr:et@a.example'],
  ['"ann b@a.example//c"', 'ann b@a.example//c'],
  ['function refresh', function refresh() {}],
  ['class Point', Point],
  ['a class', (() => class {})()],
  ['a class', Object.defineProperty(class {}, 'name', { value: 7 })],
  ['async function reload', async function reload() {}],
  ['an async function', (() => async () => {})()],
  ['a function', (() => () => {})()],
  ['[]', []],
  ['["a", 1, [null]]', ['a', 1, [null]]],
  ['[1, 2, 3, 4, 5]', [1, 2, 3, 4, 5]],
  ['[1, 2, 3, 4, 5, ...]', [1, 2, 3, 4, 5, 6]],
  ['an object of type Object', { toString: () => 'sly' }],
  ['an object of type Point', new Point()],
  ['an object of type Date', new Date(0)],
  ['an object of type null', Object.create(null)],
])('a value is shown as %s', (shown, value) => {
  expect(show(value)).toBe(shown);
});

test('a list that contains itself is shown too', () => {
  const list: unknown[] = [1];
  list.push(list);
  expect(show(list)).toBe('[1, [1, [1, [...]]]]');
});
