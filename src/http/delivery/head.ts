import axios, { AxiosHeaders, type InternalAxiosRequestConfig } from 'axios';
import { canUnpack } from './unpack.js';

/** Headers as they are sent: each value on a line of its own. */
export type RequestHeaders = Record<string, string | string[]>;

const USER_AGENT = `axios/${axios.VERSION}`;
const CODINGS = 'gzip, compress, deflate, br';

/**
 * The headers of a request, and those that axios adds. A record without prototype, which nobody else has.
 *
 * @param sends whether a header goes out as the user wrote it
 */
export function headersOf(
  config: InternalAxiosRequestConfig,
  own: InternalAxiosRequestConfig['headers'],
  sends: (lowerName: string) => boolean,
): RequestHeaders {
  const given = AxiosHeaders.from(own) as unknown as Record<string, unknown>;
  const headers: RequestHeaders = Object.create(null);
  let agent = false;
  let codings = false;
  for (const name of Object.keys(given)) {
    const value = given[name];
    const lower = name.trim().toLowerCase();
    // Also where it is false or null, by which a user says that there shall be none.
    if (lower === 'user-agent') agent = value !== undefined;
    else if (lower === 'accept-encoding') codings = value !== undefined;
    if (value == null || value === false || !sends(lower)) continue;
    // RFC 6265, section 5.4: of cookies there is one line.
    if (lower === 'cookie' && Array.isArray(value)) headers[name.trim()] = value.join('; ');
    else headers[name.trim()] = Array.isArray(value) ? value.map(String) : String(value);
  }
  if (!agent) headers['User-Agent'] = USER_AGENT;
  if (!codings) headers['Accept-Encoding'] = advertised(config);
  return headers;
}

const advertised = ({ transitional }: InternalAxiosRequestConfig): string =>
  (transitional as { advertiseZstdAcceptEncoding?: boolean } | undefined)?.advertiseZstdAcceptEncoding ===
    true && canUnpack('zstd')
    ? `${CODINGS}, zstd`
    : CODINGS;

/** The value of a header, however its name is spelt. */
export function headerIn(headers: RequestHeaders, lower: string): string | undefined {
  for (const name of Object.keys(headers)) if (name.toLowerCase() === lower) return String(headers[name]);
  return undefined;
}

/** Takes away the headers whose names, in lower case, are matched. */
export function dropHeaders(headers: RequestHeaders, matches: (lower: string) => boolean): void {
  for (const name of Object.keys(headers)) if (matches(name.toLowerCase())) delete headers[name];
}

/** Puts a header in the place of any of the same name; without a value, there is none then. */
export function putHeader(headers: RequestHeaders, name: string, value?: string): void {
  const lower = name.toLowerCase();
  dropHeaders(headers, (each) => each === lower);
  if (value !== undefined) headers[name] = value;
}
