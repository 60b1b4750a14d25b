import { expect, test } from 'vitest';
import { columns } from '../../src/basics/columns.js';

test('cells stand one under another, and no line ends with spaces', () => {
  const rows = [
    ['a', 'bc'],
    ['def', 'g'],
    ['h', ''],
  ];
  expect(columns(rows)).toEqual(['a    bc', 'def  g', 'h']);
  expect(columns(rows, '  ')).toEqual(['  a    bc', '  def  g', '  h']);
});
