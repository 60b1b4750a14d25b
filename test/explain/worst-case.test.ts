/** What `explain` calls the worst case is the worst that the engine does: counted on a virtual clock. */
import {
  constant,
  decorrelated,
  explain,
  exponential,
  linear,
  perStatus,
  type ResilienceOptions,
  RetryPolicy,
  resilient,
  rule,
  sequence,
  status,
} from 'holdfast';
import { expect, test } from 'vitest';
import { useVirtualClock } from '../support/virtual-clock.js';

const ALMOST_ONE = 1 - 2 ** -53;
const S = 1_000;

const worstOf = (options: ResilienceOptions) => {
  const { worstCase } = explain(resilient(options)).methods[0] ?? {};
  if (worstCase === undefined) throw new Error('nothing was found out');
  return worstCase;
};

/** One call of the real engine: each attempt lasts as long as `lengths` says, and fails or hangs. */
async function run(
  options: ResilienceOptions,
  luck: number,
  lengths: number | readonly number[],
  hint?: number,
) {
  const time = useVirtualClock();
  time.clock.random = () => luck;
  let attempts = 0;
  const lengthOf = (n: number) => (typeof lengths === 'number' ? lengths : (lengths[n - 1] ?? 0));
  const call = resilient(options).call(async ({ number }) => {
    attempts += 1;
    const ms = lengthOf(number);
    if (ms > 0) await time.pause(ms);
    const headers = hint === undefined ? {} : { 'retry-after-ms': `${hint}` };
    return { status: 503, headers, data: {} };
  });
  await time.until(call.catch(() => {}));
  return { attempts, time: time.clock.now() };
}

const idempotent = true;
const HANGS = Number.MAX_SAFE_INTEGER;

/** Options; then the lengths of the attempts that make the worst of it. */
const CASES: [string, ResilienceOptions, number | number[]][] = [
  ['the default', { retry: {}, timeout: '2s' }, HANGS],
  ['no retries', { retry: { maxRetries: 0 }, timeout: '2s' }, HANGS],
  [
    'full jitter',
    { maxRetries: 5, backoff: exponential({ initial: '1s', jitter: 'full' }), timeout: '2s' },
    HANGS,
  ],
  [
    'equal jitter',
    { maxRetries: 4, backoff: linear({ initial: '1s', jitter: 'equal' }), timeout: '500ms' },
    HANGS,
  ],
  [
    'decorrelated',
    { maxRetries: 6, backoff: decorrelated({ initial: '1s', max: '20s' }), timeout: '1s' },
    HANGS,
  ],
  ['a sequence', { maxRetries: 4, backoff: sequence(['5s', '1s', '9s']), timeout: '1s' }, HANGS],
  ['a total that is enough', { backoff: constant('1s'), timeout: { attempt: '1s', total: '1m' } }, HANGS],
  [
    'a total that cuts an attempt',
    { backoff: constant('1s'), timeout: { attempt: '2s', total: '7s' } },
    HANGS,
  ],
  ['a total below the limit of an attempt', { retry: {}, timeout: { attempt: '9s', total: '2s' } }, HANGS],
  ['a total alone', { backoff: constant('1s'), timeout: { total: '7s' } }, HANGS],
  ['waits that never fit', { backoff: constant('20s'), timeout: { attempt: '2s', total: '10s' } }, HANGS],
  // With whole attempts the third wait would not fit; with a little less, the call takes all of the total.
  [
    'waits that only just fit',
    { maxRetries: 5, backoff: constant('3s'), timeout: { attempt: '2s', total: '10s' } },
    [2 * S, 1.9999 * S, 0, HANGS],
  ],
  [
    'maxDuration',
    { maxDuration: '10s', backoff: constant('3s'), maxRetries: 9, timeout: '2s' },
    [2 * S, 1.9999 * S, HANGS],
  ],
  [
    'maxDuration and a total',
    { maxDuration: '5s', backoff: constant('2s'), maxRetries: 9, timeout: { attempt: '4s', total: '8s' } },
    [0.9999 * S, 0, HANGS],
  ],
  [
    'for ever, within a time',
    { maxRetries: Infinity, maxDuration: '1m', backoff: constant('500ms'), timeout: '1s' },
    [...Array<number>(118).fill(0), 499.9, HANGS],
  ],
  [
    'rules that count for themselves',
    {
      retry: new RetryPolicy({
        maxRetries: 2,
        backoff: constant('1s'),
        rules: [rule(status(503), { maxRetries: 3, backoff: constant('2s') })],
      }),
      timeout: '1s',
    },
    1,
  ],
];

test.each(CASES)('%s: so many attempts, if each fails at once and no wait is long', async (name, options) => {
  const all = { idempotent, ...options };
  const worst = worstOf(all);
  const { attempts } = await run(all, 0, 0);
  // The policy's own retries come on top of those of a rule that matches something else.
  const own = name === 'rules that count for themselves' ? 2 : 0;
  expect(attempts + own).toBe(worst.attempts);
});

test.each(CASES.filter(([name]) => !name.startsWith('rules')))(
  '%s: so much time, if attempts and waits last',
  async (_, options, lengths) => {
    const all = { idempotent, ...options };
    const { time } = await run(all, ALMOST_ONE, lengths);
    const worst = worstOf(all);
    expect(time).toBeLessThanOrEqual(worst.time + 1e-6);
    // The waits that have to end before a limit end a little before it.
    expect(worst.time - time).toBeLessThan(0.5);
  },
);

test.each<[string, ResilienceOptions, number]>([
  ['the longest that is allowed', { retry: {}, timeout: '2s' }, 60_000],
  ['a cap of its own', { maxHint: '5s', maxRetries: 2, timeout: '2s' }, 5_000],
  ['less than the backoff', { maxHint: '5s', backoff: constant('8s'), timeout: '2s' }, 5_000],
])('a server that asks for waits: %s', async (_, options, hint) => {
  const all = { idempotent, ...options };
  const { withHints } = worstOf(all);
  // Hints come with attempts that are answered, backoffs with attempts that hang: the worse of the two.
  const times = [await run(all, ALMOST_ONE, 2_000 - 1e-3, hint), await run(all, ALMOST_ONE, HANGS)];
  const time = Math.max(...times.map((one) => one.time));
  expect(withHints.time - time).toBeGreaterThanOrEqual(0);
  expect(withHints.time - time).toBeLessThan(0.01);
});

test('short hints make more attempts fit into a total', async () => {
  const options: ResilienceOptions = {
    maxRetries: 5,
    backoff: constant('4s'),
    timeout: { total: '10s' },
    idempotent,
  };
  const worst = worstOf(options);
  expect([worst.attempts, worst.withHints.attempts]).toEqual([3, 6]);
  expect((await run(options, 0, 0)).attempts).toBe(3);
  expect((await run(options, 0, 0, 1)).attempts).toBe(6);
});

test('a server that chooses which of the rules goes on', async () => {
  const rules = [rule(status(503), { maxRetries: 4, backoff: constant('1s') })];
  const options: ResilienceOptions = {
    retry: new RetryPolicy({ maxRetries: 3, backoff: constant('4s'), rules }),
    timeout: { total: '5s' },
    idempotent,
  };
  // 1, 1, 1 and 1 s fit, but not 4 and 1.
  expect((await run(options, 0, 0)).attempts).toBe(5);
  expect(worstOf(options).attempts).toBe(5);
});

test('waits of whichever of the statuses that are bounded together waits longest', async () => {
  const retry = perStatus(
    { 429: { maxRetries: 3, backoff: constant(100) }, 503: 3 },
    { maxTotal: 3, maxRetries: 0, backoff: constant('5s') },
  );
  expect((await run({ retry }, 0, 0)).time).toBe(15_000);
  expect(worstOf({ retry, timeout: 1 }).time).toBe(15_000 + 4);
});

test('retries of statuses that are bounded together', () => {
  const policy = perStatus(
    { 429: 5, 502: 4, 503: 2 },
    { maxTotal: 6, maxRetries: 1, backoff: constant('1s') },
  );
  expect(explain(policy).methods[0]?.worstCase?.attempts).toBe(1 + 1 + 6);
  const alone = perStatus(
    { 429: { maxRetries: 5, backoff: constant('1s') } },
    { maxTotal: 2, maxRetries: 0 },
  );
  expect(worstOf({ retry: alone, timeout: 1 })).toMatchObject({ attempts: 3, time: 2_003 });
});

test('a hook may take all the time that there is', () => {
  const hook = () => {};
  expect(worstOf({ beforeRetry: hook, timeout: '1s' }).time).toBe(Infinity);
  expect(worstOf({ beforeRetry: hook, timeout: { attempt: '1s', total: '1h' } }).time).toBe(3_600_000);
});
