import axios, { type AxiosError, type AxiosResponse, type InternalAxiosRequestConfig } from 'axios';
import { addressOf } from '../telemetry/address.js';

const refused = new WeakSet<object>();

/** Whether this response has led to an error already, so that nothing more is to be said of it. */
export const isRefused = (response: object | undefined): boolean =>
  response !== undefined && refused.has(response);

/** For messages: what was asked for, and nothing that is secret. */
export const nameOf = (config: { method?: string | undefined; baseURL?: unknown; url?: unknown }): string =>
  `${(config.method ?? 'get').toUpperCase()} ${addressOf(config)}`;

/** An error as of axios' own adapter. */
export const axiosError = (
  message: string,
  code: string,
  config: InternalAxiosRequestConfig,
  request?: unknown,
  response?: AxiosResponse,
): AxiosError => new axios.AxiosError(message, code, config, request, response);

/** An error as of a request that was cancelled. */
export const canceled = (
  config: InternalAxiosRequestConfig | undefined,
  message?: string,
  request?: unknown,
): AxiosError => new axios.CanceledError(message, config, request as never) as unknown as AxiosError;

/** The error of a response that came, and whose body is not what its head says. */
export function refusal(
  response: AxiosResponse,
  config: InternalAxiosRequestConfig,
  { why, code, cause }: { why: string; code: string; cause?: Error },
): AxiosError {
  refused.add(response);
  const error = axiosError(`${nameOf(config)}: ${why}`, code, config, response.request, response);
  return cause === undefined ? error : withCause(error, cause);
}

/** The error of axios for a reply that broke off. */
export const cutOff = (response: AxiosResponse, config: InternalAxiosRequestConfig): AxiosError =>
  axiosError('stream has been aborted', 'ERR_BAD_RESPONSE', config, response.request, response);

/** Tells what an error was caused by that has been made already. */
export function withCause<E extends object>(error: E, cause: unknown): E {
  Reflect.defineProperty(error, 'cause', { value: cause, writable: true, configurable: true });
  return error;
}
