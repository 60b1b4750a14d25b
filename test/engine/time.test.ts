/** Time goes on by itself, whatever the system's clock says, and no wait is too long for a timer. */
import {
  attemptsOf,
  constant,
  backoff as custom,
  type Duration,
  resilient,
  TotalTimeoutError,
} from 'holdfast';
import { expect, test } from 'vitest';
import { json, reply, serve } from '../support/server.js';
import { useVirtualClock } from '../support/virtual-clock.js';

const HOUR = 3_600_000;
const LONGEST_TIMER = 2 ** 31 - 1;

const refused = (): never => {
  throw Object.assign(new Error('refused'), { code: 'ECONNREFUSED' });
};

/** Fails `count` times, then returns the number of its calls. */
function failing(count: number): () => number {
  let calls = 0;
  return () => {
    calls += 1;
    return calls > count ? calls : refused();
  };
}

test.each([HOUR, -HOUR])(
  'a system clock that is moved by %d ms changes neither limits nor waits nor the history',
  async (shift) => {
    const time = useVirtualClock();
    let moved = 0;
    time.clock.wall = () => time.clock.now() + moved;
    const policy = resilient({
      backoff: constant('10s'),
      maxDuration: '25s',
      timeout: { total: '30s', attempt: '5s' },
    });
    const call = policy.call(() => {
      moved += shift;
      return refused();
    });
    const error = await time.until(call.catch((e) => e));
    expect(error.message).toBe('refused');
    expect(attemptsOf(error)).toMatchObject([
      { start: 0, duration: 0, delay: 10_000 },
      { start: 10_000, duration: 0, delay: 10_000 },
      { start: 20_000, duration: 0, delay: undefined, reason: expect.stringContaining('does not fit') },
    ]);
  },
);

test('a date in a header is read by the system clock, as it stands when the header comes', async () => {
  const time = useVirtualClock();
  const noon = Date.UTC(2026, 10, 21, 12);
  const date = new Date(noon + 40_000).toUTCString();
  let shift = noon;
  time.clock.wall = () => time.clock.now() + shift;
  time.clock.random = () => 0;
  const late = reply(503, '', { 'retry-after': date });
  const server = await serve([
    late,
    (req, res, n) => {
      shift -= 15_000;
      return late(req, res, n);
    },
    json({}),
  ]);
  const response = await time.until(resilient({ retry: {}, idempotent: true }).call(() => fetch(server.url)));
  expect(attemptsOf(response).map(({ delay }) => delay)).toEqual([40_000, 15_000, undefined]);
});

test.each<[string, () => Duration]>([
  ['constant', () => '720h'],
  ['of a formula', () => 1e12],
])(
  'a wait of weeks or years (%s) lasts as long as it says, on timers that can hold it',
  async (kind, wait) => {
    const time = useVirtualClock();
    const ms = kind === 'constant' ? 720 * HOUR : 1e12;
    const backoff = kind === 'constant' ? constant(wait()) : () => ms;
    const call = resilient({ backoff }).call(failing(1));
    await time.elapse(ms - 1);
    expect(time.timers.size).toBe(1);
    await time.elapse(1);
    expect(await call).toBe(2);
    expect(time.clock.now()).toBe(ms);
    expect(Math.max(...time.delays)).toBeLessThanOrEqual(LONGEST_TIMER);
  },
);

test('custom formulas are capped at what one timer holds, unless they say otherwise', async () => {
  const time = useVirtualClock();
  await time.until(resilient({ backoff: custom(() => 1e12) }).call(failing(1)));
  expect(time.delays).toEqual([LONGEST_TIMER]);
});

test('limits of weeks hold too', async () => {
  const time = useVirtualClock();
  const call = resilient({ timeout: { total: '720h', attempt: '1440h' } }).call(() => new Promise(() => {}));
  const error = await time.until(call.catch((e) => e));
  expect(error).toBeInstanceOf(TotalTimeoutError);
  expect(time.clock.now()).toBe(720 * HOUR);
  expect(time.timers.size).toBe(0);
  expect(Math.max(...time.delays)).toBeLessThanOrEqual(LONGEST_TIMER);
});

// Real time: test/support/setup.ts fails on the warning that an overflowing timer gives.
test('a wait of 30 days can be given up', async () => {
  const controller = new AbortController();
  const call = resilient({ backoff: constant('720h') }).call(refused, { signal: controller.signal });
  setTimeout(() => controller.abort('enough'), 20);
  await expect(call).rejects.toBe('enough');
});

test('retries without a wait leave room for everybody else: a limit and a signal still end them', async () => {
  const endless = { maxRetries: Infinity, backoff: constant(0) };
  const limited = resilient({ ...endless, timeout: { total: 50 } });
  await expect(limited.call(async () => refused())).rejects.toThrow(/refused|50 ms/);
  const controller = new AbortController();
  setTimeout(() => controller.abort('enough'), 50);
  const call = resilient(endless).call(async () => refused(), { signal: controller.signal });
  await expect(call).rejects.toBe('enough');
});
