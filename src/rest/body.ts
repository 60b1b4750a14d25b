import { isStream } from '../http/sending/body.js';
import { demand } from './demand.js';

/** What is sent, and as what unless a header says so; `false` for no type at all. */
export interface Sent {
  readonly data: unknown;
  readonly type: string | false | undefined;
}

const JSON_TYPE = 'application/json';

/**
 * A body as JSON, which the client itself makes of objects and lists. Text that comes with a type of its own is sent as
 * it is, and so are bytes, streams and forms.
 *
 * @throws ConfigError for what JSON has no word for
 */
export function sent(body: unknown, hasType: boolean, where: string): Sent {
  if (body === undefined) return { data: undefined, type: false };
  if (typeof body === 'string' && hasType) return { data: body, type: undefined };
  if (body === null || /^(string|number|boolean)$/.test(typeof body))
    return { data: JSON.stringify(body), type: JSON_TYPE };
  // JSON makes `{}` of a map or a set, whatever is in it.
  const isSaid = typeof body === 'object' && !(body instanceof Map || body instanceof Set);
  demand(isSaid, `${where}: body`, 'what JSON can say', body);
  const isRaw = ArrayBuffer.isView(body) || body instanceof ArrayBuffer || isStream(body);
  return { data: body, type: isRaw && !('getHeaders' in body) ? 'application/octet-stream' : undefined };
}
