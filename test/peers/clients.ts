/** The two sides of a comparison, in front of one real server. */
import axios, { type CreateAxiosDefaults } from 'axios';
import axiosRetry, { type IAxiosRetryConfig } from 'axios-retry';
import { type ClientOptions, createClient } from 'holdfast';
import { onTestFinished } from 'vitest';
import { type Step, serve } from '../support/server.js';

/** A scripted server and a client of holdfast for it, both until the test ends. */
export async function clientFor(steps: Step | readonly Step[], options: ClientOptions = {}) {
  const server = await serve(steps);
  const http = createClient({ baseURL: server.url, ...options });
  onTestFinished(() => http.close());
  return { server, http };
}

/** axios as it comes. Proxies of the environment are none of the test's business. */
export const bareAxios = (baseURL: string, options: CreateAxiosDefaults = {}) =>
  axios.create({ baseURL, proxy: false, ...options });

/** axios with the peer that is also a dependency. */
export function withAxiosRetry(
  baseURL: string,
  retry: IAxiosRetryConfig = {},
  options?: CreateAxiosDefaults,
) {
  const instance = bareAxios(baseURL, options);
  axiosRetry(instance, retry);
  return instance;
}
