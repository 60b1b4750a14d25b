import axios, { type AxiosError, type AxiosResponse, type InternalAxiosRequestConfig } from 'axios';

import { BodyNotReplayableError } from '../../errors.js';
import { axiosError, canceled, cutOff, nameOf, withCause } from '../refusal.js';

type Config = InternalAxiosRequestConfig;

/** An error of Node's http module, which code that reads axios' errors knows. */
const known = (message: string, code: string, cause: Error): Error =>
  Object.assign(new Error(message, { cause }), { code });

/** undici means to name the code of its parser, and looks it up by the wrong key. One of them says that bytes are missing. */
const named = (error: Error): Error =>
  error.name === 'HTTPParserError' && codeOf(error) === undefined
    ? known(error.message, error.message.includes('Invalid EOF state') ? EOF : 'HPE_UNKNOWN', error)
    : error;

const EOF = 'HPE_INVALID_EOF_STATE';

const codeOf = (error: Error): unknown => (error as { code?: unknown }).code;

/** The system tells of a connection that was reset; one that was closed too early is noticed by the parser only. */
const isOfTheSystem = (error: Error): boolean => (error as { syscall?: unknown }).syscall !== undefined;

/** How undici says that the other side closed, or sent less than it said it would. */
const BROKE_OFF: ReadonlySet<unknown> = new Set([
  'UND_ERR_SOCKET',
  'UND_ERR_RES_CONTENT_LENGTH_MISMATCH',
  EOF,
  'ECONNRESET',
  'EPIPE',
]);

/** What went wrong before there was a response, as axios' own adapter says it. */
export function withoutResponse(error: Error, config: Config, request: unknown): AxiosError {
  const code = codeOf(error);
  const { AxiosError } = axios;
  if (code === 'UND_ERR_ABORTED' || code === 'ERR_STREAM_PREMATURE_CLOSE') {
    // Nobody else aborts over undici: the stream that was sent closed before it ended.
    return canceled(config, 'Request stream has been aborted', request);
  }
  const closed = code === 'UND_ERR_SOCKET' ? known('socket hang up', 'ECONNRESET', error) : named(error);
  return AxiosError.from(closed, undefined, config, request);
}

/** What went wrong within a body, as Node says it to who reads a response. */
export function withinBody(error: Error): Error {
  const told = named(error);
  return BROKE_OFF.has(codeOf(told)) ? known('aborted', 'ECONNRESET', error) : told;
}

/** The same to who waits for the whole of it. */
export function withResponse(error: Error, config: Config, response: AxiosResponse): AxiosError {
  const { AxiosError } = axios;
  // Which axios hears of by the request, and by no stream that may stand between.
  const cause = (error as { cause?: Error | null }).cause ?? error;
  if (isOfTheSystem(cause)) return withoutResponse(cause, config, response.request);
  const told = named(error);
  if (!BROKE_OFF.has(codeOf(told)))
    return AxiosError.from(told, undefined, config, response.request, response);
  return withCause(cutOff(response, config), error);
}

/** The error of axios' `timeout`. */
export function timeoutError(config: Config, request: unknown): AxiosError {
  const { timeout, timeoutErrorMessage, transitional } = config;
  return axiosError(
    timeoutErrorMessage || `timeout of ${timeout}ms exceeded`,
    transitional?.clarifyTimeoutError ? 'ETIMEDOUT' : 'ECONNABORTED',
    config,
    request,
  );
}

/** The milliseconds of axios' `timeout`, 0 for none. It takes what `parseInt` takes. */
export function timeoutOf(config: Config): number {
  const { timeout } = config;
  if (!timeout) return 0;
  const ms = Number.parseInt(String(timeout), 10);
  if (!Number.isNaN(ms)) return ms;
  throw axiosError('error trying to parse `config.timeout` to int', 'ERR_BAD_OPTION_VALUE', config);
}

/** A redirect asks for a stream once more that has gone by, or is still going by. */
export function notReplayable(config: Config, status: number): BodyNotReplayableError {
  const why = `the ${status} asks for the body once more, a stream that cannot be sent again from its beginning`;
  return Object.assign(new BodyNotReplayableError(`${nameOf(config)}: ${why}`), { config });
}

export const tooLarge = (limit: number, config: Config, request: unknown): AxiosError =>
  axiosError(`maxContentLength size of ${limit} exceeded`, 'ERR_BAD_RESPONSE', config, request);

export const bodyTooLarge = (config: Config, request?: unknown): AxiosError =>
  axiosError('Request body larger than maxBodyLength limit', 'ERR_BAD_REQUEST', config, request);
