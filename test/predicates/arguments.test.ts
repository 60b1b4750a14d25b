import { type } from 'arktype';
import { expect, test } from 'vitest';
import { ConfigError } from '../../src/errors.js';
import { returned } from '../../src/outcome.js';
import { accepts, allOf, answerOf, anyOf, body, not, result } from '../../src/predicates/index.js';
import { ask, errorOf } from './asking.js';

class Gone extends Error {}
/** Makes a predicate, and is none. */
const uncalled = () => () => true;

test.each([anyOf, allOf, not])('%o: a function is no answer of what it asks', (combine) => {
  const problem = errorOf(() => ask(combine(uncalled as never), returned(1)));
  expect(problem).toBeInstanceOf(TypeError);
  expect((problem as Error).message).toBe(
    'uncalled answered with a function, as if it had to be called first',
  );
});

test.each([anyOf, allOf, not, body, result])('%o: nor is a function that comes late', async (make) => {
  const problem = await Promise.resolve(ask(make((async () => uncalled) as never), returned(1))).catch(
    (e) => e,
  );
  expect(String(problem)).toMatch(/^TypeError: a function answered with function uncalled, as if/);
});

test('one that is asked for something else is called what messages call it', () => {
  expect(answerOf('late', 'isValid')).toBe('late');
  expect(() => answerOf(uncalled, 'isValid')).toThrow(
    new TypeError('isValid answered with function uncalled, as if it had to be called first'),
  );
});

test('what is no predicate is refused, and what could have been meant is said', () => {
  for (const [maker, make, expected] of [
    ['anyOf', anyOf, 'a predicate'],
    ['body', body, 'a function'],
  ] as const)
    for (const [given, got] of [
      [type({ id: 'string' }), 'a schema, which goes into invalid(...)'],
      [TypeError, 'class TypeError, which goes into thrown(...)'],
      [Gone, 'class Gone, which goes into thrown(...)'],
      [class Item {}, 'class Item'],
      [503, '503, which goes into status(...)'],
      [3, '3'],
    ] as const) {
      const error = errorOf(() => make(given as never)) as Error;
      expect(error).toBeInstanceOf(ConfigError);
      expect(error.message).toBe(`${maker}: expected ${expected}, got ${got}`);
    }
});

test('so is what cannot be accepted, by the name of what it was given to', () => {
  const message = (given: unknown, where?: string) =>
    (errorOf(() => accepts(given as never, where)) as Error).message;
  expect(message(TypeError)).toBe(
    'accept: expected a predicate or a Standard Schema, got class TypeError, which goes into thrown(...)',
  );
  expect(message(503, '@Accept')).toBe(
    '@Accept: expected a predicate or a Standard Schema, got 503, which goes into status(...)',
  );
});
