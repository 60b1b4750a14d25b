/** What others keep in an `AsyncLocalStorage` of their own is there wherever a call takes their code. */
import { AsyncLocalStorage } from 'node:async_hooks';
import { constant, type Outcome, resilient } from 'holdfast';
import { expect, test } from 'vitest';

const requests = new AsyncLocalStorage<string>();
const seen = (): string | undefined => requests.getStore();

const fails = (): never => {
  throw new Error('not now');
};

/** What a timer of nobody's resolves. */
const toldElsewhere = () =>
  new Promise((resolve) => requests.exit(() => setTimeout(resolve, 1, 'too little')));

test.each<[string, () => unknown]>([
  ['fails at once', fails],
  ['fails later', () => Promise.resolve().then(fails)],
  ['hangs until its limit', () => new Promise(() => {})],
  ['returns too little', async () => 'too little'],
  ['is told elsewhere that it returns too little', toldElsewhere],
])(
  'each attempt, hook and predicate runs in the context of the call, after one that %s',
  async (_, first) => {
    const places: [string, string | undefined][] = [];
    const bodies = [first, fails, () => 'done'];
    const policy = resilient({
      backoff: constant(5),
      timeout: 20,
      retryOn: ({ ok, value }: Outcome) => {
        places.push(['predicate', seen()]);
        return !ok || value === 'too little';
      },
      beforeRetry: async () => {
        await null;
        places.push(['hook', seen()]);
      },
    });
    const result = await requests.run('request 7', () =>
      policy.call(() => {
        places.push(['attempt', seen()]);
        return bodies.shift()?.();
      }),
    );
    expect(result).toBe('done');
    expect(places.map(([place]) => place)).toEqual([
      ...['attempt', 'predicate', 'hook'],
      ...['attempt', 'predicate', 'hook'],
      ...['attempt', 'predicate'],
    ]);
    expect(places.map(([, request]) => request)).toEqual(places.map(() => 'request 7'));
    expect(seen()).toBeUndefined();
  },
);
