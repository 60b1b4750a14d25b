import { bare } from '../../basics/bare.js';
import { isObject } from '../../basics/objects.js';
import { unexpected } from '../../errors.js';
import { failureOf } from '../../failure.js';
import { headerMap } from '../../headers.js';
import { type Outcome, returned, threw } from '../../outcome.js';

/** What somebody writes down of an outcome, to ask a policy about it. Headers may be any object that has them. */
export type OutcomeLike = Pick<Outcome, 'ok'> &
  Partial<Omit<Outcome, 'headers'>> & { readonly headers?: object | undefined };

/**
 * An outcome as the engine makes it, from one that a test or a simulation wrote down: `{ ok: false, status: 503 }` says
 * enough. What was left out follows from the rest, the failure from the error or the status.
 *
 * @throws ConfigError for what is no object
 */
export function whole(given: OutcomeLike): Outcome {
  if (!isObject(given)) throw unexpected('next', 'an outcome', given);
  // The engine's own are of a class.
  if (Object.getPrototypeOf(given) !== Object.prototype) return given as Outcome;
  const told = bare(given);
  const { ok, error, response, value = response } = told;
  const made = ok || (error === undefined && value !== undefined) ? returned(value) : threw(error);
  const { status = made.status, failure = ok ? undefined : failureBy(error, status) } = told;
  const { headers = made.headers, request = made.request } = told as Partial<Outcome>;
  const stated = {
    ...told,
    status,
    failure,
    // Whoever has written a `get` means that; a header may be called so.
    headers:
      typeof headers?.get === 'function' && !(Symbol.iterator in headers) ? headers : headerMap(headers),
    request: request && { ...request, method: request.method?.toUpperCase() },
  };
  return Object.create(made, Object.getOwnPropertyDescriptors(stated)) as Outcome;
}

/** An error that says nothing of its own stands for the status that came with it. */
function failureBy(error: unknown, status: number | undefined): Outcome['failure'] {
  const kind = error === undefined ? 'thrown' : failureOf(error);
  if (kind !== 'thrown' || status === undefined) return kind;
  return status < 400 ? 'rejected' : 'status';
}
