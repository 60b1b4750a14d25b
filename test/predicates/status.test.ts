import { expect, test } from 'vitest';
import { ConfigError } from '../../src/errors.js';
import { rejected, returned, threw } from '../../src/outcome.js';
import { describe, type StatusMatch, status } from '../../src/predicates/index.js';
import fc, { same } from '../support/properties.js';
import { ask } from './asking.js';

const response = (status: number) => ({ status, headers: {}, data: {} });

const anyStatus = fc.integer({ min: 100, max: 599 });
const anyMatch = fc.oneof(
  anyStatus,
  fc.constantFrom('1xx', '2xx', '3xx', '4xx', '5xx'),
  fc.tuple(anyStatus, anyStatus).map(([a, b]) => [Math.min(a, b), Math.max(a, b)]),
) as fc.Arbitrary<StatusMatch>;

function matches(match: StatusMatch, status: number): boolean {
  if (typeof match === 'number') return match === status;
  if (typeof match === 'string') return match[0] === String(status)[0];
  return status >= match[0] && status <= match[1];
}

test('numbers, classes and ranges match as they read, each and together', () => {
  fc.assert(
    fc.property(fc.array(anyMatch, { minLength: 1, maxLength: 4 }), anyStatus, (list, code) => {
      const expected = list.some((match) => matches(match, code));
      const predicate = status(...list);
      same(ask(predicate, returned(response(code))), expected);
      same(ask(predicate, threw({ response: response(code) })), expected);
    }),
  );
});

test.each([
  [500, [500], [499, 501]],
  ['5xx', [500, 599], [499]],
  [
    [500, 503],
    [500, 503],
    [499, 504],
  ],
] as const)('status(%j) has these ends', (match, inside, outside) => {
  for (const code of inside) expect(ask(status(match), returned(response(code)))).toBe(true);
  for (const code of outside) expect(ask(status(match), returned(response(code)))).toBe(false);
});

test('without a response there is no status', () => {
  const everything = status([100, 599]);
  expect(ask(everything, returned({ id: 7 }))).toBe(false);
  expect(ask(everything, returned(undefined))).toBe(false);
  expect(ask(everything, threw(new Error('no')))).toBe(false);
});

test.each([
  ['5x', '"5x"'],
  ['500', '"500"'],
  ['6xx', '"6xx"'],
  ['5XX', '"5XX"'],
  ['5xx ', '"5xx "'],
  ['15xx', '"15xx"'],
  [99, '99'],
  [600, '600'],
  [200.5, '200.5'],
  [Number.NaN, 'NaN'],
  [[599, 500], '[599, 500]'],
  [[500], '[500]'],
  [[500, 502, 504], '[500, 502, 504]'],
  [['500', '599'], '["500", "599"]'],
  [[0, 1000], '[0, 1000]'],
  [[99, 200], '[99, 200]'],
  [[500, 600], '[500, 600]'],
  [undefined, 'undefined'],
  [null, 'null'],
  [500n, '500n'],
  [{}, 'an object of type Object'],
])('status(%s) is refused by name and value', (match, shown) => {
  const make = () => status(200, match as never);
  expect(make).toThrow(ConfigError);
  expect(make).toThrow(/^status: /);
  expect(make).toThrow(`got ${shown}`);
});

test('a status has to be named', () => {
  expect(() => status()).toThrow(new ConfigError('status: expected at least one status, got none'));
});

test('it reads as it was written, and what happens to a range later is no matter', () => {
  const range: [number, number] = [500, 599];
  const predicate = status('4xx', 302, range);
  range[0] = 100;
  expect(describe(predicate)).toBe("status('4xx', 302, [500, 599])");
  expect(ask(predicate, returned(response(200)))).toBe(false);
});

test('a reply that broke off is no answer, whatever its head said', () => {
  const response = { status: 404, headers: {}, data: '' };
  const cutOff = Object.assign(new Error('aborted'), { code: 'ECONNRESET', response });
  expect(threw(cutOff)).toMatchObject({ status: 404, failure: 'truncated' });
  expect(ask(status(404), threw(cutOff))).toBe(false);
});

test('what something else has refused already has the status with which it came', () => {
  expect(ask(status(200), rejected(returned(response(200)), 'rejected'))).toBe(true);
  expect(ask(status(500), rejected(returned(response(200)), 'rejected'))).toBe(false);
});
