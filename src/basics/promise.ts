import { hasIdentity } from './objects.js';

/** Whether an answer is still to come. By its `then`, for promises come from many libraries. */
export const isPromise = (value: unknown): value is PromiseLike<unknown> =>
  hasIdentity(value) && typeof (value as { then?: unknown }).then === 'function';

/**
 * Goes on with an answer: at once, or when it has come. What can be answered at once stays synchronous, so
 * that policies can be driven without waiting; and a promise, which is truthy, is never mistaken for a yes.
 */
export const andThen = <R>(answer: unknown, next: (answer: unknown) => R | Promise<R>): R | Promise<R> =>
  isPromise(answer) ? Promise.resolve(answer).then(next) : next(answer);

/** Nobody waits for this. If it is a promise that rejects, that is not to be reported as unhandled. */
export const ignore = (value: unknown): void => {
  if (isPromise(value)) value.then(undefined, () => {});
};

/** What is resolved with this is rejected with `error`. */
export const rejecting = (error: unknown): PromiseLike<never> => ({
  // biome-ignore lint/suspicious/noThenProperty: it is one, that is the point.
  then: (_, reject) => reject?.(error) as never,
});
