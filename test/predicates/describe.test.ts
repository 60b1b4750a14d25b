import { expect, test } from 'vitest';
import { describe, header, missing } from '../../src/predicates/index.js';

test("a user's function reads as its name, if it has one", () => {
  const isBusy = () => true;
  expect(describe(isBusy)).toBe('isBusy');
  expect(
    describe(
      (
        () => () =>
          true
      )(),
    ),
  ).toBe('a function');
  expect(describe(Object.defineProperty(() => true, 'name', { value: 7 }))).toBe('a function');
});

test('strings stay on one line, and come out as they would be written', () => {
  expect(describe(missing("['it\\'s']"))).toBe("missing('[\\'it\\\\\\'s\\']')");
  expect(describe(header('x', 'a\nb"c'))).toBe("header('x', 'a\\nb\"c')");
});
