import type { AxiosAdapter, AxiosResponse } from 'axios';
import { dropBody } from './encoding.js';

/** What `validateStatus` throws ends the request. axios over `node:http` lets it out into the process, and never settles. */
export const judged =
  (send: AxiosAdapter): AxiosAdapter =>
  (derived) => {
    const { validateStatus } = derived;
    if (!validateStatus) return send(derived);
    let thrown: { readonly error: unknown } | undefined;
    derived.validateStatus = (status) => {
      try {
        return validateStatus(status);
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
