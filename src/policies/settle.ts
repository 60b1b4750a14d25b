/** Work that may have to wait: it yields what it waits for, and gets the result back. */
export type Steps<T> = Generator<PromiseLike<unknown>, T, unknown>;

/**
 * Runs `steps` to the end: at once if nothing had to be waited for, else as a promise. One algorithm so serves both a
 * simulation, which must not wait, and the driver, which may have to await a predicate.
 */
export function settle<T>(steps: Steps<T>): T | Promise<T> {
  const step = steps.next();
  return step.done ? step.value : finish(steps, step.value);
}

async function finish<T>(steps: Steps<T>, first: PromiseLike<unknown>): Promise<T> {
  let waitingFor = first;
  for (;;) {
    const step = await waitingFor.then(
      (value) => steps.next(value),
      (error) => steps.throw(error),
    );
    if (step.done) return step.value;
    waitingFor = step.value;
  }
}
