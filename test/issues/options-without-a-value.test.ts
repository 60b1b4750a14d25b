/**
 * `{ seed: given.seed }` did not compile with `exactOptionalPropertyTypes`, although an option that is undefined counts as
 * one that is absent. Half of this test is that tsc accepts it.
 */
import {
  type Backoff,
  configure,
  cooldown,
  createClient,
  decorrelated,
  exponential,
  fibonacci,
  Idempotent,
  linear,
  pcpi,
  pdpyras,
  perStatus,
  Reauthenticate,
  Retry,
  RetryOn,
  resilient,
  rule,
  status,
  Timeout,
  urllib3,
} from 'holdfast';
import { proxy, startFaultServer } from 'holdfast/faults';
import { useInstantClock, useVirtualClock } from 'holdfast/testing';
import { expect, onTestFinished, test } from 'vitest';

const none = undefined;

class Options {
  @Retry({ maxRetries: none, maxDuration: none, maxHint: none, backoff: none, retryOn: none, rules: none })
  @Timeout({ attempt: '1s', total: none, connect: none, idle: none })
  async one() {
    return 1;
  }

  @Retry({ abortOn: none, beforeRetry: none, onExhausted: none })
  @RetryOn(status(500), { maxRetries: none, backoff: none })
  @Idempotent({ header: none, key: none })
  @Reauthenticate({ with: 'one', on: none, maxAge: none })
  async two() {
    return 2;
  }
}

test('decorators and policies take options without a value', async () => {
  const options = new Options();
  expect([await options.one(), await options.two()]).toEqual([1, 2]);
  resilient({ retry: none, timeout: none, accept: none, idempotent: none, reauthenticate: none });
  perStatus({ 500: { maxRetries: none } }, { maxTotal: none, maxDuration: none, network: none });
  perStatus({}, { network: { maxRetries: none, backoff: none, anyMethod: none } });
  rule(status(500), { maxRetries: none, backoff: none });
  configure({ '*': { maxRetries: none, backoff: none, timeout: none, enabled: none } }, { pending: none })();
  const client = createClient({
    pool: none,
    timeouts: { idle: none },
    dns: none,
    retry: none,
    origins: none,
  });
  await client.close();
});

test.each([
  [linear({ initial: 1, step: none, max: none, jitter: none }), linear({ initial: 1 })],
  [exponential({ initial: 1, factor: none, max: none, jitter: none }), exponential({ initial: 1 })],
  [fibonacci({ initial: 1, max: none }), fibonacci({ initial: 1 })],
  [decorrelated({ initial: 1, max: 9, jitter: none }), decorrelated({ initial: 1, max: 9 })],
  [cooldown({ scope: none, initial: none, factor: none, max: none, jitter: none }), cooldown()],
  [urllib3({ factor: none, jitter: none, max: none }), urllib3()],
  [pdpyras({ timer: none, base: none, stagger: none }), pdpyras()],
  [pcpi({ login: none, max: none }), pcpi()],
])('%s is what it is without them', (backoff, plain) => {
  const delays = (of: Backoff) => [1, 2, 3].map((retry) => of(retry, retry === 1 ? none : 2, () => 0.5));
  expect([String(backoff), delays(backoff)]).toEqual([String(plain), delays(plain)]);
});

test('clocks and faults take options without a value', async () => {
  useVirtualClock({ date: none, seed: none, patience: none }).restore();
  useInstantClock({ date: none, seed: none, patience: none }).restore();
  const only = ['status'] as const;
  const faults = await startFaultServer({
    only,
    basePort: none,
    host: none,
    add: none,
    seed: none,
    hamms: none,
  });
  const faulty = await proxy({ upstream: faults.url('status'), port: none, host: none, seed: none });
  onTestFinished(async () => {
    await faulty.close();
    await faults.stop();
  });
  faulty.add('latency', { latency: 1, jitter: none, direction: none, toxicity: none });
  faulty.add('slicer', { size: 1000, variation: none, delay: none });
  expect((await fetch(faulty.url)).status).toBe(200);
});
