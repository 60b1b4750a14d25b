import { ReceivedHeaders } from '../http/received.js';

type Raw = Record<string, string | string[]>;

/** Of those Node keeps the first, where a server sends several (`http.IncomingMessage.headers`). */
const FIRST: ReadonlySet<string> = new Set([
  'age',
  'authorization',
  'content-length',
  'content-type',
  'etag',
  'expires',
  'from',
  'host',
  'if-modified-since',
  'if-unmodified-since',
  'last-modified',
  'location',
  'max-forwards',
  'proxy-authorization',
  'referer',
  'retry-after',
  'server',
  'user-agent',
]);

/** undici leaves the space behind a value, which is none of it (RFC 9110, section 5.5). */
const trimmed = (value: string): string => {
  let end = value.length;
  // Not by an expression: of a long run of blanks within a value, it would try each one anew.
  while (value[end - 1] === ' ' || value[end - 1] === '\t') end -= 1;
  return value.slice(0, end);
};

/** The headers of a response as Node would hand them to axios. `raw` is changed. */
export function responseHeaders(raw: Raw): ReceivedHeaders {
  for (const name of Object.keys(raw)) {
    const value = raw[name] as string | string[];
    if (name === 'set-cookie') raw[name] = [value].flat().map(trimmed);
    else if (typeof value === 'string') raw[name] = trimmed(value);
    else if (FIRST.has(name)) raw[name] = trimmed(value[0] as string);
    else raw[name] = value.map(trimmed).join(name === 'cookie' ? '; ' : ', ');
  }
  return Object.assign(new ReceivedHeaders(), raw);
}
