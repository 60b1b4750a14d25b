import { createServer } from 'node:net';
import { constant, ResponseRejectedError, resilient } from 'holdfast';
import pRetry from 'p-retry';
import { expect, test } from 'vitest';
import { reply, reset, serve } from '../support/server.js';
import { tableIn } from '../support/tables.js';
import { good, instantly, outcome, page } from './sides.js';

const run = page('p-retry');

test('a function that fetches: as many calls on both sides, and none is repeated for a 404', async () => {
  for (const side of ['before-fetch', 'after-fetch']) {
    const server = await serve([reply(503), reply(500), good]);
    expect((await run(side, { url: server.url })).item, side).toEqual({ id: 7 });
    expect(server.requests, side).toHaveLength(3);

    const empty = await serve(reply(404));
    await expect(run(side, { url: empty.url }), side).rejects.toThrow();
    expect(empty.requests, side).toHaveLength(1);
  }
});

test('any error at all: as many calls on both sides', async () => {
  for (const side of ['before-any', 'after-any']) {
    let calls = 0;
    const work = () => {
      calls += 1;
      if (calls < 3) throw new Error('no');
      return 'yes';
    };
    expect((await run(side, { work })).value).toBe('yes');
    calls = -10;
    expect((await outcome(() => run(side, { work }))).message, side).toBe('no');
    expect(calls, side).toBe(-7);
  }
});

test.each([
  ['before-count', 'busy', 5],
  ['after-count', 'broken', 6],
])('failures that do not count: %s ends with what is %s, after %i calls', async (side, message, most) => {
  let calls = 0;
  const work = (given: unknown) => {
    // p-retry hands in the number of the attempt.
    const Busy = typeof given === 'function' ? (given as ErrorConstructor) : Error;
    calls += 1;
    if (calls <= 6) throw new (calls % 2 ? Busy : Error)(calls % 2 ? 'busy' : 'broken');
    return 'done';
  };
  expect((await outcome(() => run(side, { work }))).message, side).toBe(message);
  expect(calls, side).toBe(most);
});

test('a method', async () => {
  const server = await serve([reply(503), good]);
  expect((await run('after-method', { url: server.url })).statuses).toEqual([503, 200]);
});

test('by default, the number of retries is as the table of options says', async () => {
  let calls = 0;
  const work = () => {
    calls += 1;
    throw new Error('no');
  };
  await outcome(() => pRetry(work, { minTimeout: 1, factor: 1 }));
  expect(calls).toBe(11);
});

/** A port at which nobody listens. */
async function nowhere(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return `http://127.0.0.1:${port}`;
}

const CALLS: Record<string, () => Promise<() => unknown>> = {
  'returns a response with status 503': async () => fetching((await serve(reply(503))).url),
  'returns a response with status 429': async () => fetching((await serve(reply(429))).url),
  'meets a connection that is refused': async () => fetching(await nowhere()),
  'meets a connection that is reset': async () => fetching((await serve(reset())).url),
  'throws an Error': async () => () => {
    throw new Error('no');
  },
  'throws a TypeError': async () => () => {
    throw new TypeError('it is not a function');
  },
};
const fetching = (url: string) => () => fetch(url, { headers: { connection: 'close' } });

test.each(tableIn('docs/coming-from/p-retry.md', 'calls'))(
  'a function that %s: %s calls by p-retry, %s by holdfast, %s of one that is idempotent',
  async (what, ...expected) => {
    const work = await CALLS[what as string]?.();
    if (work === undefined) throw new Error(`nobody knows what '${what}' is`);
    const backoff = constant(1);
    const sides = [
      (fn: () => unknown) => pRetry(fn, { retries: 3, minTimeout: 1, factor: 1 }),
      (fn: () => unknown) => resilient({ backoff }).call(fn),
      (fn: () => unknown) => resilient({ retry: { backoff }, idempotent: true }).call(fn),
    ];
    const counts: number[] = [];
    for (const side of sides) {
      let calls = 0;
      await outcome(() =>
        side(() => {
          calls += 1;
          return work();
        }),
      );
      counts.push(calls);
    }
    expect(counts).toEqual(expected.map(Number));
  },
);

test('a response that is bad in the end is no success', async () => {
  instantly();
  const { url } = await serve(reply(503));
  expect(
    await outcome(() => resilient({ retry: {}, idempotent: true }).call(() => fetching(url)())),
  ).toBeInstanceOf(ResponseRejectedError);
});
