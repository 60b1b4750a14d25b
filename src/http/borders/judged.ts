import type { AxiosAdapter, AxiosRequestConfig, AxiosResponse } from 'axios';
import { ignore } from '../../basics/promise.js';
import { dropBody } from './encoding.js';

type Judge = NonNullable<AxiosRequestConfig['validateStatus']>;

/** What `validateStatus` says of a status. axios takes a promise for a yes, and never hears what becomes of it. */
export function validated(validateStatus: Judge, status: number): boolean {
  const verdict = validateStatus(status);
  ignore(verdict);
  return verdict;
}

/** What `validateStatus` throws ends the request. axios over `node:http` lets it out into the process, and never settles. */
export const judged =
  (send: AxiosAdapter): AxiosAdapter =>
  (derived) => {
    const { validateStatus } = derived;
    if (!validateStatus) return send(derived);
    let thrown: { readonly error: unknown } | undefined;
    derived.validateStatus = (status) => {
      try {
        return validated(validateStatus, status);
      } catch (error) {
        thrown = { error };
        return false;
      }
    };
    // What an adapter of the user's own returns may have no `catch`: axios asks for `then` only.
    return send(derived).then(undefined, (error) => {
      if (thrown === undefined) throw error;
      const { response } = error as { response?: AxiosResponse };
      if (response) dropBody(response);
      throw thrown.error;
    });
  };
