import axios, {
  type AxiosAdapter,
  type AxiosInstance,
  type AxiosResponse,
  type InternalAxiosRequestConfig,
} from 'axios';
import { cooldownsIn } from '../policies/decision/cooldowns.js';
import { type RetryPolicy, rulebookOf } from '../policies/retry-policy.js';
import type { Scope } from '../scope.js';
import { LogicalRequest, requestOf } from './logical-request.js';
import type { Terms } from './sending/terms.js';

type Config = InternalAxiosRequestConfig;

/**
 * Sends requests that are made outside of guarded methods again, as `policy` decides. axios-retry does the repeating,
 * on an instance of its own: on the user's, interceptors would run again for each retry and see each other's results.
 * It neither decides nor waits: its own rules repeat what is not safe to repeat, and its timer overflows.
 */
export function undecorated(policy: RetryPolicy, terms: Terms) {
  const book = rulebookOf(policy, "createClient: option 'retry'");
  const cooldowns = cooldownsIn(book);
  const repeating = repeater();
  // Told to whoever makes a request; a client that makes none is none the worse.
  repeating.catch(() => {});
  return async (config: Config, send: AxiosAdapter, ambient: Scope | undefined): Promise<AxiosResponse> =>
    new LogicalRequest(config, send, ambient, { ...book, cooldowns }, terms).run(await repeating);
}

/** An instance that repeats. axios-retry is loaded by those who have a use for it, and few have. */
async function repeater(): Promise<AxiosInstance> {
  const { default: axiosRetry } = await import('axios-retry');
  const instance = axios.create();
  // Before axios-retry, which need not ask where a request has options of its own, and hears of no success.
  instance.interceptors.response.use(undefined, async (thrown) => {
    if (await requestOf(thrown)?.judge(thrown)) return;
    throw thrown;
  });
  axiosRetry(instance, {
    retries: Infinity,
    retryCondition: (thrown) => requestOf(thrown)?.goesOn === true,
    shouldResetTimeout: true,
  });
  return instance;
}
