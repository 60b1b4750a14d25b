import type { Scope } from '../../scope.js';

/** Work that may have to wait: it yields what it waits for, and gets the result back. */
export type Steps<T> = Generator<PromiseLike<unknown>, T, unknown>;

/**
 * Runs `steps` to the end: at once if nothing had to be waited for, else as a promise. One algorithm so serves both a
 * simulation, which must not wait, and the driver, which may have to await a predicate.
 *
 * @param within when this scope ends, the waiting does, with the scope's reason; no further step is taken but `finally`
 */
export function settle<T>(steps: Steps<T>, within?: Scope): T | Promise<T> {
  const step = steps.next();
  return step.done ? step.value : finish(steps, step.value, within);
}

async function finish<T>(
  steps: Steps<T>,
  first: PromiseLike<unknown>,
  within: Scope | undefined,
): Promise<T> {
  try {
    for (let pending = first; ; ) {
      const answered = Promise.resolve(pending).then(
        (value) => () => steps.next(value),
        (error) => () => steps.throw(error),
      );
      const goOn = await (within?.guard(answered) ?? answered);
      const step = goOn();
      if (step.done) return step.value;
      pending = step.value;
    }
  } finally {
    // No step is left, unless the waiting was ended.
    steps.return(undefined as never);
  }
}
