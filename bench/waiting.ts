/**
 * What a call weighs that waits for its next attempt, and what it takes to end ten thousand of them by one signal. (Not
 * cockatiel: its waits do not end with the signal.)
 * Beside the error that it failed with, which is the same object for all.
 */
import { setTimeout as wait } from 'node:timers/promises';
import pRetry from 'p-retry';
import { bench } from './harness/bench.js';
import type { Contestant, Figures } from './harness/contestant.js';
import { loadHoldfast } from './harness/holdfast.js';
import { collectGarbage } from './harness/measure.js';

const HOUR = 3_600_000;
const failure = Object.assign(new Error('refused'), { code: 'ECONNREFUSED' });
const fail = (): Promise<never> => Promise.reject(failure);

/** Begins a call that fails and then waits for an hour, and ends when the signal says so. */
type Begin = (signal: AbortSignal) => Promise<unknown>;

await bench(async ({ quick, size, compare }) => {
  const { resilient, constant } = await loadHoldfast(quick);
  const policy = resilient({ backoff: constant(HOUR), maxRetries: 3 });

  /** The least that a wait can be: a promise, a timer, and one listener for all. */
  const floor = (): Begin => {
    const waiting = new Set<() => void>();
    let signalled: AbortSignal | undefined;
    return (signal) => {
      if (signalled !== signal) {
        signalled = signal;
        signal.addEventListener('abort', () => {
          for (const end of waiting) end();
          waiting.clear();
        });
      }
      return new Promise((_, reject) => {
        const timer = setTimeout(() => {}, HOUR);
        waiting.add(() => {
          clearTimeout(timer);
          reject(signal.reason);
        });
      });
    };
  };

  const contestant = (name: string, packages: string[], begin: Begin, ours = false): Contestant => ({
    name,
    packages,
    ours,
    async run(count): Promise<Figures> {
      const controller = new AbortController();
      const calls: Promise<unknown>[] = new Array(count);
      collectGarbage();
      const before = process.memoryUsage().heapUsed;
      for (let i = 0; i < count; i++) calls[i] = begin(controller.signal);
      // Until each has failed, and waits.
      await wait(20);
      collectGarbage();
      const bytes = (process.memoryUsage().heapUsed - before) / count;
      const ended = Promise.allSettled(calls);
      const cpuBefore = process.cpuUsage();
      controller.abort(failure);
      await ended;
      const { user, system } = process.cpuUsage(cpuBefore);
      return { bytes, abort: (user + system) / 1_000 / count };
    },
  });

  await compare({
    name: 'waiting',
    title: 'Calls in backoff, all ended by one signal',
    baseline: 'a promise and a timer',
    count: size(10_000, 20),
    rounds: 9,
    columns: [
      { title: 'bytes of each', of: 'bytes', as: 'value' },
      { title: 'CPU of the abort', of: 'abort', as: 'cost' },
    ],
    contestants: [
      contestant('a promise and a timer', [], floor()),
      contestant('holdfast', [], (signal) => policy.call(fail, { signal }), true),
      contestant('p-retry', ['p-retry'], (signal) =>
        pRetry(fail, { retries: 3, minTimeout: HOUR, maxTimeout: HOUR, signal }),
      ),
    ],
  });
});
