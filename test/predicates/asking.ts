import type { Attempt } from '../../src/attempt.js';
import { type Outcome, pendingBody } from '../../src/outcome.js';
import type { Predicate } from '../../src/predicates/index.js';

/** Most predicates have no use for it. */
export const attempt = { number: 1, method: 'TodoApi.getItem' } as Attempt;

/** Asks at once: for predicates that have no reason to wait. */
export const ask = (predicate: Predicate, outcome: Outcome): unknown => predicate(outcome, attempt);

/** Asks as the engine does: again, once a body that was wanted has been read; a schema throws its refusal. */
export async function answer(predicate: Predicate, outcome: Outcome): Promise<boolean> {
  for (;;) {
    try {
      return await predicate(outcome, attempt);
    } catch (error) {
      const reading = pendingBody(outcome);
      if (reading === undefined && (error as Error).name === 'SchemaError') return false;
      if (reading === undefined) throw error;
      await reading;
    }
  }
}

/** What a call that should fail throws. */
export function errorOf(fn: () => unknown): unknown {
  try {
    fn();
  } catch (error) {
    return error;
  }
  throw new Error('it did not throw');
}

/** What libraries with promises of their own return. */
export const thenable = (value: unknown): object =>
  Object.fromEntries([['then', (resolve: (value: unknown) => void) => resolve(value)]]);
