import { expect, test } from 'vitest';
import { oneLine } from '../../src/basics/text.js';

test('what others wrote stays on one line', () => {
  expect(oneLine('a\r\nb\0c\u0085d\u2028e\u2029f\tg h é')).toBe(
    'a\\u000d\\u000ab\\u0000c\\u0085d\\u2028e\\u2029f\\u0009g h é',
  );
});
