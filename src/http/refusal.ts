import axios, { type AxiosError, type AxiosResponse, type InternalAxiosRequestConfig } from 'axios';
import { addressOf } from '../telemetry/redact.js';

const refused = new WeakSet<object>();

/** Whether this response has led to an error already, so that nothing more is to be said of it. */
export const isRefused = (response: object | undefined): boolean =>
  response !== undefined && refused.has(response);

/** For messages: what was asked for, and nothing that is secret. */
export const nameOf = (config: { method?: string | undefined; baseURL?: unknown; url?: unknown }): string =>
  `${(config.method ?? 'get').toUpperCase()} ${addressOf(config)}`;

/** The error of a response that came, and whose body is not what its head says. */
export function refusal(
  response: AxiosResponse,
  config: InternalAxiosRequestConfig,
  { why, code, cause }: { why: string; code: string; cause?: Error },
): AxiosError {
  refused.add(response);
  const error = new axios.AxiosError(`${nameOf(config)}: ${why}`, code, config, response.request, response);
  if (cause !== undefined) Object.defineProperty(error, 'cause', { value: cause, configurable: true });
  return error;
}
