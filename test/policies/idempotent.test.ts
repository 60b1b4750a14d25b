import { type Attempt, ConfigError, type IdempotentOptions } from 'holdfast';
import { expect, test } from 'vitest';
import { idempotencyOf } from '../../src/policies/idempotent.js';

const attempt = { args: [7] } as unknown as Attempt;
const made = (options: unknown) => idempotencyOf(options as IdempotentOptions, '@Idempotent');

test('by default the header is Idempotency-Key, and each key is another UUID', () => {
  const { header, key } = made({});
  expect(header).toBe('Idempotency-Key');
  expect(key(attempt)).toMatch(/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/);
  expect(key(attempt)).not.toBe(key(attempt));
});

test('the key is the one that was given, or made from the attempt', () => {
  expect(made({ key: 'order-7' }).key(attempt)).toBe('order-7');
  expect(made({ key: (given: Attempt) => `order-${given.args[0]}` }).key(attempt)).toBe('order-7');
});

test('the header may have any name that a header can have, or there is none', () => {
  expect(made({ header: 'PayPal-Request-Id' }).header).toBe('PayPal-Request-Id');
  expect(made({ header: "a1!#$%&'*+.^_`|~-" }).header).toBe("a1!#$%&'*+.^_`|~-");
  const silent = made({ header: false, key: 'x' });
  expect([silent.header, silent.key(attempt)]).toEqual([undefined, 'x']);
});

test.each([
  ['', '""'],
  ['request id', '"request id"'],
  [' x', '" x"'],
  ['x:', '"x:"'],
  ['x\r\ny', '"x\\r\\ny"'],
  [7, '7'],
  [true, 'true'],
  [null, 'null'],
])('a header %j is refused', (header, got) => {
  expect(() => made({ header })).toThrow(ConfigError);
  expect(() => made({ header })).toThrow(
    new ConfigError(`@Idempotent: option 'header': expected a header name, got ${got}`),
  );
});

test.each([
  ['', '""'],
  [7, '7'],
  [null, 'null'],
  [{}, 'an object of type Object'],
])('a key %j is refused, at once or when the function gives it', (key, got) => {
  expect(() => made({ key })).toThrow(ConfigError);
  expect(() => made({ key })).toThrow(
    new ConfigError(
      `@Idempotent: option 'key': expected a string or a function that returns one at once, got ${got}`,
    ),
  );
  const late = made({ key: () => key });
  expect(() => late.key(attempt)).toThrow(
    new ConfigError(`@Idempotent: option 'key': expected a function that returns a string, got ${got}`),
  );
});

test('other options are refused', () => {
  expect(() => made({ keys: 1 })).toThrow(
    new ConfigError("@Idempotent: unknown option 'keys' (1); known are header, key"),
  );
  expect(() => made('x')).toThrow(new ConfigError('@Idempotent: expected an object of options, got "x"'));
});
