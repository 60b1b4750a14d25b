/**
 * What a guarded call costs that succeeds at once, without any HTTP: the way of nearly all calls. One after the other, and
 * a thousand at once; one method, and more methods than V8's inline caches have room for.
 */
import * as cockatiel from 'cockatiel';
import { Circuit, Retry as MollitiaRetry, Timeout as MollitiaTimeout, SlidingCountBreaker } from 'mollitia';
import pRetry from 'p-retry';
import { Retryable } from 'typescript-retry-decorator';
import { bench } from './harness/bench.js';
import type { Contestant } from './harness/contestant.js';
import { loadHoldfast } from './harness/holdfast.js';

type Get = (id: number) => Promise<unknown>;

const METHODS = 24;
const AT_ONCE = 1_000;
/** A round that the compiler has finished with: each takes the same number of calls beforehand. */
const WARM_UP = 20_000;

async function oneAfterTheOther(get: Get, count: number): Promise<void> {
  for (let id = 0; id < count; id++) await get(id);
}

async function atOnce(get: Get, count: number): Promise<void> {
  for (let done = 0; done < count; done += AT_ONCE) {
    const calls: Promise<unknown>[] = [];
    for (let id = 0; id < Math.min(AT_ONCE, count - done); id++) calls.push(get(id));
    await Promise.all(calls);
  }
}

await bench(async ({ quick, size, compare }) => {
  const { Accept, Backoff, exponential, has, Retry, RetryOn, status, Timeout } = await loadHoldfast(quick);

  class Bare {
    async get(id: number): Promise<unknown> {
      return id;
    }
  }
  class Retried {
    @Retry()
    async get(id: number): Promise<unknown> {
      return id;
    }
  }
  const guardedClass = () => {
    class Guarded {
      @Retry()
      @Timeout('2s')
      @Backoff(exponential({ initial: '100ms' }))
      async get(id: number): Promise<unknown> {
        return id;
      }
    }
    return new Guarded();
  };
  class GivesObjects {
    @Retry()
    @Timeout('2s')
    @Backoff(exponential({ initial: '100ms' }))
    async get(id: number): Promise<unknown> {
      return { id };
    }
  }
  class Judged {
    @Retry()
    @Timeout('2s')
    @Backoff(exponential({ initial: '100ms' }))
    @Accept(has('id'))
    @RetryOn(status(503))
    async get(id: number): Promise<unknown> {
      return { id };
    }
  }
  class Retryably {
    @Retryable({ maxAttempts: 3, backOff: 100 })
    async get(id: number): Promise<unknown> {
      return id;
    }
  }

  const bare = new Bare();
  const [retried, objects, judged, retryably, guarded] = [
    new Retried(),
    new GivesObjects(),
    new Judged(),
    new Retryably(),
    guardedClass(),
  ];
  const many = Array.from({ length: METHODS }, guardedClass);
  const retryAlone = cockatiel.retry(cockatiel.handleAll, {
    maxAttempts: 3,
    backoff: new cockatiel.ExponentialBackoff(),
  });
  const wrapped = cockatiel.wrap(
    retryAlone,
    cockatiel.timeout(2_000, cockatiel.TimeoutStrategy.Aggressive),
    cockatiel.circuitBreaker(cockatiel.handleAll, {
      halfOpenAfter: 10_000,
      breaker: new cockatiel.ConsecutiveBreaker(5),
    }),
  );
  const circuit = new Circuit({
    options: {
      modules: [
        new MollitiaRetry({ attempts: 3 }),
        new MollitiaTimeout({ delay: 2_000 }),
        new SlidingCountBreaker({}),
      ],
    },
  });

  const ways: [name: string, get: Get, packages?: string[], share?: number][] = [
    ['no library', (id) => bare.get(id)],
    ['holdfast, @Retry', (id) => retried.get(id)],
    ['holdfast, @Retry @Timeout @Backoff', (id) => guarded.get(id)],
    [`the same, ${METHODS} methods in turn`, (id) => (many[id % METHODS] as Bare).get(id)],
    ['the same, returns an object', (id) => objects.get(id)],
    ['the same, which @Accept and @RetryOn look at', (id) => judged.get(id)],
    ['cockatiel, retry alone', (id) => retryAlone.execute(() => bare.get(id)), ['cockatiel']],
    ['typescript-retry-decorator', (id) => retryably.get(id), ['typescript-retry-decorator']],
    ['p-retry', (id) => pRetry(() => bare.get(id), { retries: 3 }), ['p-retry'], 0.25],
    [
      'mollitia: retry, timeout, breaker',
      (id) => circuit.fn(() => bare.get(id)).execute(),
      ['mollitia'],
      0.1,
    ],
    ['cockatiel: retry, timeout, breaker', (id) => wrapped.execute(() => bare.get(id)), ['cockatiel'], 0.1],
  ];

  const count = size(100_000, 10);
  const contestants = (play: typeof atOnce): Contestant[] =>
    ways.map(([name, get, packages = [], share = 1]) => ({
      name,
      packages,
      count: Math.max(1, Math.round(count * share)),
      ours: /holdfast|the same/.test(name),
      open: () => play(get, quick ? 1 : WARM_UP * share),
      run: async (calls) => {
        await play(get, calls);
        return undefined;
      },
    }));
  const columns = [
    { title: 'CPU', of: 'cpu', as: 'cost' },
    { title: 'time', of: 'time', as: 'cost' },
    { title: 'bytes', of: 'bytes', as: 'value' },
  ] as const;
  const group = {
    baseline: 'holdfast, @Retry @Timeout @Backoff',
    count,
    rounds: 15,
    leadIn: size(5_000, 1),
    columns,
  };

  await compare({
    ...group,
    name: 'overhead',
    title: 'A call that succeeds at once, one after the other',
    contestants: contestants(oneAfterTheOther),
    allocation: 1_000,
  });
  await compare({
    ...group,
    name: 'overhead-at-once',
    title: `A call that succeeds at once, ${AT_ONCE.toLocaleString('en-US')} at once`,
    columns: columns.slice(0, 2),
    contestants: contestants(atOnce),
  });
});
