import { describe, expect, test } from 'vitest';
import { type Hint, serverHint } from '../../src/backoff/hint.js';
import { headerMap } from '../../src/headers.js';
import fc, { same } from '../support/properties.js';

const WEEKDAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const NOW = Date.UTC(2026, 10, 21, 7, 28, 0);

const hint = (headers: Record<string, unknown>, status?: number, now = NOW): Hint | undefined =>
  serverHint({ status, headers: headerMap(headers) }, now);

const waits = (
  headers: Record<string, unknown>,
  delay: number,
  source = Object.keys(headers)[0],
  status = 429,
): void => expect(hint(headers, status)).toEqual({ delay, source: source?.toLowerCase() });

const MILLISECONDS = ['retry-after-ms', 'x-ms-retry-after-ms', 'x-amz-retry-after'];
const EPOCH_OR_DELTA = [
  'ratelimit-reset',
  'x-ratelimit-retry-after',
  'x-ratelimit-reset',
  'x-rate-limit-reset',
];
const IN_ORDER = [...MILLISECONDS, 'retry-after', 'ratelimit', ...EPOCH_OR_DELTA];

/** A value that asks each header for a delay. */
const sample = (name: string): string => (name === 'ratelimit' ? '"default";r=0;t=7' : '7');

test('no header, no hint', () => {
  expect(hint({}, 429)).toBeUndefined();
  expect(serverHint({ headers: undefined }, NOW)).toBeUndefined();
  expect(hint({ date: 'Sat, 21 Nov 2026 07:28:00 GMT', 'content-length': '5' }, 503)).toBeUndefined();
});

test.each(MILLISECONDS)('%s counts milliseconds', (name) => waits({ [name]: '1500' }, 1_500));

test('Retry-After counts seconds', () => {
  waits({ 'Retry-After': '120' }, 120_000);
  waits({ 'retry-after': ' 3\t' }, 3_000);
  waits({ 'retry-after': '007' }, 7_000);
});

test('a huge wait is handed on as it is', () => {
  waits({ 'retry-after': '1000000000' }, 1e12);
  waits({ 'retry-after': '999999999999999' }, 999_999_999_999_999_000);
  waits({ 'retry-after': '9'.repeat(16) }, Number.MAX_SAFE_INTEGER * 1_000);
  waits({ 'retry-after-ms': '9'.repeat(400) }, Number.MAX_SAFE_INTEGER);
});

test('headers are read from whatever carries them', () => {
  const expected = { delay: 2_000, source: 'retry-after' };
  expect(serverHint({ status: 503, headers: new Headers({ 'Retry-After': '2' }) }, NOW)).toEqual(expected);
  expect(serverHint({ status: 503, headers: { 'RETRY-AFTER': '2' } }, NOW)).toEqual(expected);
  expect(serverHint({ status: 503, headers: { 'retry-after': 2 } }, NOW)).toEqual(expected);
});

test('the first header that asks for a wait is the one that counts', () => {
  for (const [i, source] of IN_ORDER.entries()) {
    const rest = Object.fromEntries(IN_ORDER.slice(i).map((name) => [name, sample(name)]));
    expect(hint(rest, 429)?.source).toBe(source);
    // What is before it, but asks for nothing, does not stand in its way.
    const silent = Object.fromEntries(IN_ORDER.slice(0, i).map((name, n) => [name, n % 2 ? '0' : 'garbage']));
    expect(hint({ ...silent, ...rest }, 429)?.source).toBe(source);
  }
});

describe('what is no delay', () => {
  const garbage = [
    '0',
    '00',
    '-1',
    '+1',
    '1.0',
    '1,5',
    '1, 120',
    '0x10',
    '1e3',
    '1e309',
    'Infinity',
    '-Infinity',
    'NaN',
    '',
    ' ',
    'garbage',
    'null',
    '1 s',
    '1s',
    '１２', // full-width digits
    '٣',
    '1\n2',
    '"5"',
    '1_000',
    '9'.repeat(60_000),
    '{}',
  ];
  test.each(IN_ORDER)('%s with garbage', (name) => {
    for (const value of garbage) expect(hint({ [name]: value }, 429), value.slice(0, 20)).toBeUndefined();
  });

  test('a header that came twice', () => {
    expect(hint({ 'retry-after': ['1', '120'] }, 429)).toBeUndefined();
  });

  test('a moment that is past, or now', () => {
    expect(hint({ 'retry-after': 'Sat, 21 Nov 2026 07:27:59 GMT' }, 503)).toBeUndefined();
    expect(hint({ 'retry-after': 'Sat, 21 Nov 2026 07:28:00 GMT' }, 503)).toBeUndefined();
    expect(hint({ 'x-ratelimit-reset': String(NOW / 1_000 - 1) }, 429)).toBeUndefined();
    expect(hint({ 'x-ratelimit-reset': String(NOW) }, 429)).toBeUndefined();
  });

  test('a header that only Object.prototype has', () => {
    expect(serverHint({ status: 429, headers: Object.create({ 'retry-after': '5' }) }, NOW)).toBeUndefined();
  });
});

describe('dates', () => {
  // In which zone the client is, test/engine/time-zones.test.ts tries.
  test('of one digit in asctime', () => {
    const now = Date.UTC(2026, 10, 6);
    const wait = hint({ 'retry-after': 'Fri Nov  6 00:00:05 2026' }, 503, now);
    expect(wait).toEqual({ delay: 5_000, source: 'retry-after' });
  });

  test('with a leap second, and on a leap day', () => {
    const leap = 'Wed, 31 Dec 2026 23:59:60 GMT';
    expect(hint({ 'retry-after': leap }, 503, Date.UTC(2026, 11, 31, 23, 59, 59))?.delay).toBe(1_000);
    const before = Date.UTC(2028, 1, 28, 23, 59, 59);
    expect(hint({ 'retry-after': 'Tue, 29 Feb 2028 00:00:00 GMT' }, 503, before)?.delay).toBe(1_000);
    expect(hint({ 'retry-after': 'Tuesday, 29-Feb-28 00:00:00 GMT' }, 503, before)?.delay).toBe(1_000);
  });

  test.each([
    'Sat, 21 Nov 2026 07:28:37',
    'Sat, 21 Nov 2026 07:28:37 UTC',
    'Sat, 21 Nov 2026 07:28:37 +0000',
    'Sat, 21 Nov 2026 07:28:37 GMT+1',
    'Sat, 21 nov 2026 07:28:37 GMT',
    'sat, 21 Nov 2026 07:28:37 GMT',
    'Sat 21 Nov 2026 07:28:37 GMT',
    'Sat,  21 Nov 2026 07:28:37 GMT',
    'Sat, 1 Dec 2026 07:28:37 GMT',
    'Sat, 00 Dec 2026 07:28:37 GMT',
    'Sat, 31 Nov 2026 07:28:37 GMT',
    'Sat, 32 Dec 2026 07:28:37 GMT',
    'Mon, 29 Feb 2027 07:28:37 GMT',
    'Sat, 21 Nov 2026 24:00:00 GMT',
    'Sat, 21 Nov 2026 23:60:00 GMT',
    'Sat, 21 Nov 2026 23:59:61 GMT',
    'Sat, 21 Nov 2026 7:28:37 GMT',
    'Sat, 21-Nov-26 07:28:37 GMT',
    'Saturday, 21-Nov-2026 07:28:37 GMT',
    'Saturday, 21 Nov 26 07:28:37 GMT',
    'Sat Nov 21 07:28:37 2026 GMT',
    'Sat Nov 7 07:28:37 2027',
    'Sat Nov 07 07:28:37 27',
    '2026-11-21T07:28:37Z',
    '2026-11-21',
    'November 21, 2026 07:28:37',
    '21 Nov 2026 07:28:37 GMT',
  ])('%s is none of the three formats', (date) => {
    expect(hint({ 'retry-after': date }, 503)).toBeUndefined();
  });

  /** RFC 9110: more than 50 years from now would be, so it is the past. */
  test.each([
    ['Saturday, 21-Nov-76 07:28:00 GMT', Date.UTC(2026, 10, 21, 7, 28), Date.UTC(2076, 10, 21, 7, 28)],
    ['Saturday, 21-Nov-76 07:28:01 GMT', Date.UTC(2026, 10, 21, 7, 28), undefined],
    ['Saturday, 21-Nov-94 07:28:00 GMT', Date.UTC(2026, 10, 21, 7, 28), undefined],
    ['Saturday, 01-Jan-00 00:00:00 GMT', Date.UTC(2099, 11, 31, 23, 59), Date.UTC(2100, 0, 1)],
    ['Saturday, 01-Jan-49 00:00:00 GMT', Date.UTC(2099, 11, 31, 23, 59), Date.UTC(2149, 0, 1)],
  ])('with a two-digit year: %s', (date, now, moment) => {
    const expected = moment === undefined ? undefined : { delay: moment - now, source: 'retry-after' };
    expect(hint({ 'retry-after': date }, 503, now)).toEqual(expected);
  });

  test('with a year of four digits, however far away', () => {
    const moment = Date.UTC(2099, 10, 21, 7, 28, 0);
    expect(hint({ 'retry-after': 'Sat, 21 Nov 2099 07:28:00 GMT' }, 503)?.delay).toBe(moment - NOW);
    expect(hint({ 'retry-after': 'Sat Nov 21 07:28:00 2099' }, 503)?.delay).toBe(moment - NOW);
  });

  test('are read back in all three formats', () => {
    const from = NOW + 1_000;
    const moments = fc.integer({ min: from / 1_000, max: from / 1_000 + 49 * 365 * 86_400 });
    fc.assert(
      fc.property(moments, (second) => {
        const moment = second * 1_000;
        for (const date of formats(new Date(moment))) {
          same(hint({ 'retry-after': date }, 503)?.delay, moment - NOW);
        }
      }),
    );
  });

  function formats(date: Date): string[] {
    const imf = date.toUTCString();
    const [day = '', month, year = '', time] = imf.slice(5).split(' ');
    const weekday = WEEKDAYS[date.getUTCDay()];
    return [
      imf,
      `${weekday}, ${day}-${month}-${year.slice(2)} ${time} GMT`,
      `${imf.slice(0, 3)} ${month} ${day.replace(/^0/, ' ')} ${time} ${year}`,
    ];
  }
});

describe.each(EPOCH_OR_DELTA)('%s', (name) => {
  test('counts seconds from now', () => waits({ [name]: '30' }, 30_000));

  test('or names a moment, in seconds or milliseconds', () => {
    waits({ [name]: String(NOW / 1_000 + 30) }, 30_000);
    waits({ [name]: String(NOW + 30_500) }, 30_500);
  });

  test('which is one from 2024 on', () => {
    const [start, now] = [Date.UTC(2024) / 1_000, Date.UTC(2023, 11, 31)];
    expect(hint({ [name]: String(start) }, 429, now)?.delay).toBe(start * 1_000);
    expect(hint({ [name]: String(start + 1) }, 429, now)?.delay).toBe(86_401_000);
  });
});

describe('RateLimit', () => {
  const wait = (value: string): number | undefined => hint({ ratelimit: value }, 429)?.delay;

  test.each([
    ['"default";r=0;t=30', 30_000],
    ['default;t=30', 30_000],
    ['"default"; r=0; t=30', 30_000],
    ['"default";r=0;t=30;pk=:cHsdsRa894==:', 30_000],
    ['"a, \\"b\\"; t=9";r=0;t=30', 30_000],
    ['"burst";r=0;t=5, "daily";r=90;t=3600', 5_000],
    ['"burst";r=0;t=5,"daily";r=0;t=3600', 3_600_000],
    ['"burst";r=1;t=5, "daily";r=90;t=3600', 5_000],
    ['"burst";r=0, "daily";r=90;t=3600', 3_600_000],
    ['"burst";r=90;t=5, "daily"; r=0;t=3600', 3_600_000],
    ['"burst";r=90;t=5, "daily";t=3600;r=0', 3_600_000],
    ['"burst";r=05;t=5, "daily";r=90;t=3600', 5_000],
    ['limit=100, remaining=0, reset=60', 60_000],
    ['limit=100, remaining=10, reset=60', 60_000],
    ['limit=100,remaining=0,reset=60', 60_000],
  ])('%s', (value, delay) => expect(wait(value)).toBe(delay));

  test.each([
    '"default"',
    '"default";r=0',
    '"default";r=0;t=0',
    '"default";r=0;t=-5',
    '"default";r=0;t=1.5',
    '"default";r=0;t',
    '"default";r=0;t=30,',
    '"default";r=0;;t=30',
    '"default;r=0;t=30',
    'a"default";r=0;t=30',
    ';t=30',
    't=30',
    '"default";r=0;t=30s',
    '"burst";r=0;t=0, "daily";r=90;t=3600',
    'limit=100, remaining=0, reset=-60',
    'limit=100, remaining=0, reset=60;w=1',
    'a, limit=100, remaining=0, reset=60',
    '"default";r=0;t=30, "un',
  ])('%s asks for nothing', (value) => expect(wait(value)).toBeUndefined());
});

describe('the status', () => {
  test.each([undefined, 202, 301, 403, 408, 413, 429, 500, 503])(
    'does not matter to Retry-After (%s)',
    (status) => {
      for (const name of [...MILLISECONDS, 'retry-after'])
        expect(hint({ [name]: '7' }, status)?.source).toBe(name);
    },
  );

  test.each([undefined, 200, 403, 404, 500, 503])(
    'makes the end of a quota no reason to wait (%s)',
    (status) => {
      for (const name of ['ratelimit', ...EPOCH_OR_DELTA]) {
        expect(hint({ [name]: sample(name), 'x-ratelimit-remaining': '4999' }, status)).toBeUndefined();
      }
    },
  );

  test('403 with nothing remaining is a quota that is used up, as on GitHub', () => {
    const reset = { 'x-ratelimit-reset': String(NOW / 1_000 + 30) };
    expect(hint({ ...reset, 'x-ratelimit-remaining': '0' }, 403)?.delay).toBe(30_000);
    expect(hint({ ...reset, 'x-rate-limit-remaining': '0' }, 403)?.delay).toBe(30_000);
    expect(hint({ ...reset, 'x-ratelimit-remaining': '0' }, 500)).toBeUndefined();
    expect(hint({ ...reset, 'x-ratelimit-remaining': '10' }, 403)).toBeUndefined();
  });
});

test('x-should-retry says whether, with or without when', () => {
  expect(hint({ 'x-should-retry': 'true' }, 400)).toEqual({ retry: true });
  expect(hint({ 'X-Should-Retry': ' false ' }, 503)).toEqual({ retry: false });
  expect(hint({ 'x-should-retry': 'true', 'retry-after': '2' }, 500)).toEqual({
    retry: true,
    delay: 2_000,
    source: 'retry-after',
  });
  for (const value of ['', 'yes', '1', 'TRUE', 'true, false']) {
    expect(hint({ 'x-should-retry': value }, 503)).toBeUndefined();
  }
});

test('a value longer than any real one is not looked at', () => {
  expect(hint({ 'retry-after': `${' '.repeat(999)}5` }, 429)?.delay).toBe(5_000);
  expect(hint({ 'retry-after': `${' '.repeat(1_000)}5` }, 429)).toBeUndefined();
  expect(hint({ ratelimit: `"${'x'.repeat(1_000)}";r=0;t=30` }, 429)).toBeUndefined();
});
