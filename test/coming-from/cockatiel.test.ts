import axios from 'axios';
import { BrokenCircuitError, ConstantBackoff, handleAll, retry } from 'cockatiel';
import { constant, createClient, resilient } from 'holdfast';
import { expect, onTestFinished, test } from 'vitest';
import { reply, serve } from '../support/server.js';
import { tableIn } from '../support/tables.js';
import { good, outcome, page, stepFor } from './sides.js';

const run = page('cockatiel');

test('retries within a time limit: as many calls on both sides', async () => {
  for (const side of ['before-wrap', 'after-wrap']) {
    let calls = 0;
    const load = async (signal: AbortSignal) => {
      calls += 1;
      expect(signal).toBeInstanceOf(AbortSignal);
      if (calls < 4) throw new Error('no');
      return 'item';
    };
    expect((await run(side, { load })).item).toBe('item');
    expect(calls, side).toBe(4);
    calls = -10;
    expect((await outcome(() => run(side, { load }))).message, side).toBe('no');
    expect(calls, side).toBe(-6);
  }
});

test('a result that is not good: as many calls on both sides, and the last one comes back', async () => {
  for (const side of ['before-result', 'after-result']) {
    let calls = 0;
    const poll = () => {
      calls += 1;
      return { ready: false, calls };
    };
    expect((await run(side, { poll })).answer, side).toEqual({ ready: false, calls: 4 });
  }
});

test('a method', async () => {
  const server = await serve([reply(503), good]);
  expect((await run('after-method', { url: server.url })).item).toEqual({ id: 7 });
});

test('a breaker of theirs within retries of ours', async () => {
  let calls = 0;
  const load = () => {
    calls += 1;
    throw new Error('no');
  };
  const { call } = await run('after-breaker', { load });
  expect(await outcome(call)).toBeInstanceOf(BrokenCircuitError);
  expect(calls).toBe(2);
});

/** How often the function of a row is called, by a side that was given a way to make requests. */
async function count(what: string, ours: boolean): Promise<number> {
  let calls = 0;
  const controller = new AbortController();
  const { signal } = controller;
  const execute = async (fn: () => unknown, wait = 1): Promise<void> => {
    const counted = async () => {
      calls += 1;
      return fn();
    };
    await outcome(() =>
      ours
        ? resilient({ backoff: constant(wait) }).call(counted, { signal })
        : retry(handleAll, { maxAttempts: 3, backoff: new ConstantBackoff(wait) }).execute(counted, signal),
    );
  };
  const refused = () => {
    throw Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED', syscall: 'connect' });
  };
  if (what === 'throws an Error') {
    await execute(() => {
      throw new Error('no');
    });
  } else if (what === 'aborted during the first wait') {
    setTimeout(() => controller.abort(), 20);
    await execute(refused, 60);
  } else {
    const [method, failure] = what.split(', ') as [string, string];
    const { url } = await serve(stepFor(failure));
    const http = createClient();
    onTestFinished(() => http.close());
    const client = ours ? http : axios.create({ proxy: false });
    await execute(() => client.request({ method, url }));
  }
  return calls;
}

test.each(tableIn('docs/coming-from/cockatiel.md', 'calls'))(
  '%s: %s calls by cockatiel, %s by holdfast',
  async (what, theirs, ours) => {
    expect([await count(what as string, false), await count(what as string, true)]).toEqual([
      Number(theirs),
      Number(ours),
    ]);
  },
);
