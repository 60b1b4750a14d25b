import { AxiosHeaders } from 'axios';

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

/** The headers of a response as Node would hand them to axios. `raw` is changed. */
export function responseHeaders(raw: Raw): InstanceType<typeof AxiosHeaders> {
  for (const name in raw) {
    const value = raw[name];
    if (name === 'set-cookie') raw[name] = [value ?? []].flat();
    else if (Array.isArray(value))
      raw[name] = FIRST.has(name) ? (value[0] as string) : value.join(name === 'cookie' ? '; ' : ', ');
  }
  // They are in lower case, and single: what the class would do to each of them is done.
  return Object.assign(new AxiosHeaders(), raw);
}
