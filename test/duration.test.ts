import { expect, test } from 'vitest';
import { type Duration, limit, milliseconds } from '../src/duration.js';
import { ConfigError } from '../src/errors.js';
import fc, { within } from './support/properties.js';

const WHERE = "@Timeout: option 'total'";
const UNITS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };

const anyUnit = fc.constantFrom(...(Object.keys(UNITS) as (keyof typeof UNITS)[]));

/** What JavaScript, or a value read from a file, may hand over whatever the types say. */
const read = (value: unknown): number => milliseconds(value as Duration, WHERE);

test.each([
  [0, 0],
  [250, 250],
  [0.5, 0.5],
  [Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
  ['0ms', 0],
  ['250ms', 250],
  ['0.5ms', 0.5],
  ['2s', 2_000],
  ['0.1s', 100],
  ['007s', 7_000],
  ['1m', 60_000],
  ['1.5m', 90_000],
  ['1h', 3_600_000],
  ['720h', 2_592_000_000],
] as const)('%j is %d ms', (value, ms) => {
  expect(milliseconds(value, WHERE)).toBe(ms);
});

test.each([
  ['"1 s"', '1 s'],
  ['" 2s"', ' 2s'],
  ['"2s "', '2s '],
  ['"2s\\n"', '2s\n'],
  ['"1e3ms"', '1e3ms'],
  ['"-1s"', '-1s'],
  ['"+1s"', '+1s'],
  ['".5s"', '.5s'],
  ['"1.s"', '1.s'],
  ['"1,5s"', '1,5s'],
  ['"0x10ms"', '0x10ms'],
  ['"1_000ms"', '1_000ms'],
  ['"1m30s"', '1m30s'],
  ['"2S"', '2S'],
  ['"2sec"', '2sec'],
  ['"1d"', '1d'],
  ['"٣s"', '٣s'],
  ['"ms"', 'ms'],
  ['"250"', '250'],
  ['""', ''],
  ['"Infinity"', 'Infinity'],
  ['"Infinitys"', 'Infinitys'],
  [`"${'9'.repeat(57)}..."`, `${'9'.repeat(400)}h`],
  ['-1', -1],
  ['NaN', Number.NaN],
  ['Infinity', Infinity],
  ['-Infinity', -Infinity],
  ['null', null],
  ['undefined', undefined],
  ['true', true],
  ['5n', 5n],
  ['Symbol(2s)', Symbol('2s')],
  ['an object of type Object', {}],
  ['an object of type Date', new Date(0)],
  ['an object of type String', Object('2s')],
  ['["2s"]', ['2s']],
  ['a function', () => 2],
])('%s is refused, with the place and the value', (shown, value) => {
  const message = `${WHERE}: expected a duration such as 250, '250ms', '2s', '1m' or '1h', got ${shown}`;
  for (const reader of [milliseconds, limit]) {
    expect(() => reader(value as Duration, WHERE)).toThrow(new ConfigError(message));
  }
});

test('a limit is above zero', () => {
  expect(limit('250ms', WHERE)).toBe(250);
  expect(limit(0.5, WHERE)).toBe(0.5);
  for (const [zero, shown] of [
    [0, '0'],
    [-0, '0'],
    ['0s', '"0s"'],
    ['0.0h', '"0.0h"'],
  ] as const) {
    const message = `${WHERE}: expected a duration above zero, got ${shown}`;
    expect(() => limit(zero, WHERE)).toThrow(new ConfigError(message));
  }
});

test('a number is taken as it is', () => {
  fc.assert(fc.property(fc.double({ min: 0, max: Number.MAX_VALUE, noNaN: true }), (ms) => read(ms) === ms));
});

test('a number of units is that many times the unit', () => {
  fc.assert(fc.property(fc.nat(), anyUnit, (n, unit) => read(`${n}${unit}`) === n * UNITS[unit]));
});

test('a fraction of a unit is that fraction of it', () => {
  fc.assert(
    fc.property(fc.nat(), fc.nat({ max: 999 }), anyUnit, (whole, thousandths, unit) => {
      const written = `${whole}.${String(thousandths).padStart(3, '0')}`;
      const ms = Number(written) * UNITS[unit];
      within(read(`${written}${unit}`), ms - 0.0005, ms + 0.0005);
    }),
  );
});

test('whatever is given, a finite time of zero or more comes back, or a ConfigError', () => {
  fc.assert(
    fc.property(fc.oneof(fc.anything(), fc.string(), fc.double()), (value) => {
      try {
        const ms = read(value);
        return Number.isFinite(ms) && ms >= 0 && (typeof value === 'number' || typeof value === 'string');
      } catch (error) {
        return error instanceof ConfigError && error.message.startsWith(`${WHERE}: expected a duration`);
      }
    }),
  );
});
