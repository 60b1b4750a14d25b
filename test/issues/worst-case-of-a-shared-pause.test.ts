/**
 * `explain` took a cooldown that callers share for the delays of one caller alone. A server that others had found faulty
 * before, or that asked for a pause, could make a call last longer than its worst case.
 */
import { cooldown, explain, type ResilienceOptions, resilient } from 'holdfast';
import { expect, test } from 'vitest';
import { useVirtualClock } from '../support/virtual-clock.js';

const optionsOf = (jitter: 'none' | 'full'): ResilienceOptions => ({
  maxRetries: 2,
  maxHint: '10s',
  timeout: '1s',
  idempotent: true,
  backoff: cooldown({ scope: 'host', initial: '1s', max: '8s', jitter }),
});

const worstOf = (options: ResilienceOptions) => {
  const [method] = explain(resilient(options)).methods;
  if (method?.worstCase === undefined) throw new Error('nothing was found out');
  return method.worstCase;
};

const failing = (policy: ReturnType<typeof resilient>, headers = {}) =>
  policy.call(() => ({ url: 'http://api.test/', status: 503, headers, data: {} })).catch(() => {});

test('others make the pauses of a call as long as they get', async () => {
  const { clock, until } = useVirtualClock();
  clock.random = () => 1;
  for (const jitter of ['none', 'full'] as const) {
    const options = optionsOf(jitter);
    const policy = resilient(options);
    const calls = [];
    for (let i = 0; i < 5; i += 1) {
      const startedAt = clock.now();
      await until(failing(policy));
      calls.push(clock.now() - startedAt);
    }
    const longest = Math.max(...calls);
    expect(longest).toBe(jitter === 'none' ? 16_000 : 32_000);
    // Attempts that last are not among these.
    expect(worstOf(options).time).toBe(longest + 3 * 1_000);
  }
});

test('a pause that the server asks for has the jitter of the cooldown', async () => {
  const { clock, until } = useVirtualClock();
  clock.random = () => 1;
  const options = optionsOf('full');
  await until(failing(resilient(options), { 'retry-after': '10' }));
  expect(clock.now()).toBe(40_000);
  expect(worstOf(options).withHints.time).toBe(43_000);
});
