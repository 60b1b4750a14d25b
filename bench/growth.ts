/** Whether a call costs the same however many guarded methods there are, and however many calls are in flight. */
import { bench } from './harness/bench.js';
import type { Contestant } from './harness/contestant.js';
import { loadHoldfast } from './harness/holdfast.js';

interface Api {
  get(id: number): Promise<unknown>;
}

/** A class of its own around `body`, as a user writes one for each API, without a policy. */
const unguarded = (body: (id: number) => Promise<unknown>): Api => {
  class Bare {
    get(id: number): Promise<unknown> {
      return body(id);
    }
  }
  return new Bare();
};

await bench(async ({ quick, size, compare }) => {
  const { Retry, Timeout } = await loadHoldfast(quick);
  const guarded = (body: (id: number) => Promise<unknown>): Api => {
    class Guarded {
      @Retry()
      @Timeout('2s')
      get(id: number): Promise<unknown> {
        return body(id);
      }
    }
    return new Guarded();
  };
  const count = size(100_000, 20);
  const columns = [
    { title: 'CPU', of: 'cpu', as: 'cost' },
    { title: 'time', of: 'time', as: 'cost' },
  ] as const;
  const many = (value: number): string => value.toLocaleString('en-US');

  const overMethods = (methods: number, make: typeof unguarded): Contestant => {
    const apis = Array.from({ length: methods }, () => make(async (id) => id));
    const ours = make === guarded;
    return {
      name: ours ? `${many(methods)} methods` : `${many(methods)} methods, not guarded`,
      ours,
      open: () => Promise.all(apis.map((api) => api.get(0))),
      async run(calls) {
        for (let id = 0; id < calls; id++) await (apis[id % methods] as Api).get(id);
        return undefined;
      },
    };
  };
  await compare({
    name: 'growth-methods',
    title: 'A call that succeeds at once, by the number of guarded methods called in turn',
    baseline: '10 methods',
    count,
    leadIn: size(5_000, 1),
    columns,
    // What many functions called in turn cost by themselves is to be told from what guarding them adds.
    contestants: [unguarded, guarded].flatMap((make) =>
      [1, 10, 100, 1_000, size(10_000, 100)].map((methods) => overMethods(methods, make)),
    ),
  });

  const inFlight = (calls: number, make: typeof unguarded): Contestant => {
    let waiting: (() => void)[] = [];
    const ours = make === guarded;
    const api = make(
      () =>
        new Promise<void>((resolve) => {
          waiting.push(resolve);
        }),
    );
    return {
      name: ours ? `${many(calls)} in flight` : `${many(calls)} in flight, not guarded`,
      ours,
      async run(all) {
        for (let done = 0; done < all; done += calls) {
          const running: Promise<unknown>[] = [];
          for (let id = 0; id < calls; id++) running.push(api.get(id));
          const ready = waiting;
          waiting = [];
          for (const resolve of ready) resolve();
          await Promise.all(running);
        }
        return undefined;
      },
    };
  };
  await compare({
    name: 'growth-in-flight',
    title: 'A call, by the number of calls in flight',
    baseline: '10 in flight',
    count,
    columns,
    contestants: [unguarded, guarded].flatMap((make) =>
      [10, 100, 1_000, size(10_000, 20)].map((calls) => inFlight(calls, make)),
    ),
  });
});
