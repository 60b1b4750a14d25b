import { failureOf } from './failure-of.js';

/** The error of a request that times out within the body. On a busy machine the head may take longer: then it gets more time. */
export async function withinBody(ask: (timeout: number) => Promise<unknown>, timeout = 80): Promise<any> {
  const error = await failureOf(ask(timeout));
  return error.response || timeout > 5_000 ? error : withinBody(ask, timeout * 5);
}
