import { expect, test } from 'vitest';
import {
  backoff,
  constant,
  decorrelated,
  exponential,
  fibonacci,
  linear,
  pcpi,
  pdpyras,
  sequence,
  urllib3,
} from '../../src/backoff/index.js';
import { ConfigError } from '../../src/errors.js';

const DURATION = "expected a duration such as 250, '250ms', '2s', '1m' or '1h'";
const BAD_DURATIONS = [-1, Number.NaN, Infinity, '', '2', '2 s', '-1s', '1e3ms', 'x', null, true, {}, [], 5n];

const growing = { linear, exponential, fibonacci };
const withMax = { ...growing, decorrelated, urllib3, pdpyras, pcpi };
const initial = 100;

/** What JavaScript, or a value read from a file, may hand over whatever the types say. */
type Untyped = (...args: unknown[]) => unknown;
const untyped = (make: unknown): Untyped => make as Untyped;

function expectRefusal(make: () => unknown, message: string): void {
  expect(make).toThrow(ConfigError);
  expect(make).toThrow(message);
}

test.each(Object.entries({ ...growing, decorrelated }))(
  '%s needs options with an initial delay',
  (name, make) => {
    expectRefusal(() => untyped(make)({}), `${name}: option 'initial': ${DURATION}, got undefined`);
    for (const options of [undefined, null, 100, '1s', [100]]) {
      expectRefusal(() => untyped(make)(options), `${name}: expected an object of options, got `);
    }
    for (const bad of BAD_DURATIONS) {
      expectRefusal(() => untyped(make)({ initial: bad }), `${name}: option 'initial': ${DURATION}, got `);
    }
  },
);

test.each(Object.entries(withMax))('%s refuses what is no max', (name, make) => {
  const needed = name in growing || name === 'decorrelated' ? { initial } : {};
  for (const bad of BAD_DURATIONS) {
    expectRefusal(() => untyped(make)({ ...needed, max: bad }), `${name}: option 'max': ${DURATION}, got `);
  }
});

test.each(Object.entries(withMax))('%s refuses options that it does not know', (name, make) => {
  expectRefusal(() => untyped(make)({ intial: 5 }), `${name}: unknown option 'intial' (5); known are `);
  expectRefusal(
    () => untyped(make)({ Max: undefined }),
    `${name}: unknown option 'Max' (undefined); known are `,
  );
});

test.each(Object.entries(growing))('%s refuses what is no jitter', (name, make) => {
  const message = `${name}: option 'jitter': expected 'none', 'full', 'equal' or a fraction from 0 to 1, got `;
  for (const bad of ['half', 'FULL', '', -0.1, 1.1, Number.NaN, true, null, '0.5', {}]) {
    expectRefusal(() => untyped(make)({ initial, jitter: bad }), message);
  }
});

test('a typo does not pass in silence', () => {
  expectRefusal(
    () => untyped(exponential)({ intial: '1s' }),
    `exponential: unknown option 'intial' ("1s"); known are initial, factor, max, jitter`,
  );
});

test.each(['x', 0.5, 0, -2, Number.NaN, Infinity, '2', null, true])(
  'exponential refuses the factor %o',
  (factor) =>
    expectRefusal(
      () => untyped(exponential)({ initial, factor }),
      "exponential: option 'factor': expected a number of at least 1, got ",
    ),
);

test('the other options', () => {
  const refusals: [() => unknown, string][] = [
    [() => untyped(constant)('x'), `constant: ${DURATION}, got "x"`],
    [() => untyped(constant)(), `constant: ${DURATION}, got undefined`],
    [() => untyped(linear)({ initial, step: -5 }), `linear: option 'step': ${DURATION}, got -5`],
    [() => sequence([]), 'sequence: expected a list of at least one duration, got []'],
    [() => untyped(sequence)('1s'), 'sequence: expected a list of at least one duration, got "1s"'],
    [() => untyped(sequence)([1, 'x']), `sequence: item 1: ${DURATION}, got "x"`],
    [() => sequence(new Array(2)), `sequence: item 0: ${DURATION}, got undefined`],
    [() => urllib3({ factor: -1 }), "urllib3: option 'factor': expected a number of at least 0, got -1"],
    [() => untyped(urllib3)({ jitter: 'full' }), `urllib3: option 'jitter': ${DURATION}, got "full"`],
    [() => urllib3({ jitter: 0.5 }), "urllib3: option 'jitter': expected a time such as '500ms'"],
    [() => pdpyras({ base: 0 }), "pdpyras: option 'base': expected a number of at least 1, got 0"],
    [() => pdpyras({ stagger: -1 }), "pdpyras: option 'stagger': expected a number of at least 0, got -1"],
    [() => untyped(pdpyras)({ timer: '1' }), `pdpyras: option 'timer': ${DURATION}, got "1"`],
    [() => untyped(pcpi)({ login: 1 }), "pcpi: option 'login': expected true or false, got 1"],
    [() => untyped(backoff)(5), 'backoff: expected a function that returns milliseconds, got 5'],
    [() => untyped(backoff)(() => 1, { jitter: 2 }), "backoff: option 'jitter': expected 'none'"],
    [() => untyped(backoff)(() => 1, { initial: 2 }), "backoff: unknown option 'initial' (2)"],
  ];
  for (const [make, message] of refusals) expectRefusal(make, message);
});

test.each([Number.NaN, -1, Infinity, -Infinity, '2s', undefined, null, 5n, Promise.resolve(5)])(
  'a function of the user that gives %o is named when it does',
  (bad) => {
    const strategy = untyped(backoff)(function mine() {
      return bad;
    }) as Untyped;
    expectRefusal(() => strategy(3), 'backoff(mine): expected 0 or more milliseconds for retry 3, got ');
  },
);

// test/support/setup.ts fails on a rejection that nobody handles.
test('a promise is no delay, and ends no process when it is broken', async () => {
  const strategy = untyped(backoff)(() => Promise.reject(new Error('no delay'))) as Untyped;
  expectRefusal(() => strategy(1), 'got an object of type Promise');
  await new Promise(setImmediate);
});

test('what a function of the user throws stays what it is', () => {
  const broken = new RangeError('broken');
  const strategy = backoff(() => {
    throw broken;
  });
  expect(() => strategy(1, undefined, () => 0.5)).toThrow(broken);
});

test('options that change later change nothing', () => {
  const options = { initial: 100, jitter: 'none' as const, max: 1_000 };
  const strategy = exponential(options);
  Object.assign(options, { initial: Number.NaN, max: -1 });
  expect(strategy(2, undefined, () => 0.5)).toBe(200);
});

test('an option that is undefined is one that is not given', () => {
  const strategy = untyped(exponential)({
    initial: 100,
    factor: undefined,
    max: undefined,
    jitter: undefined,
  });
  expect((strategy as () => void).name).toBe('exponential(100ms, x2)');
});
