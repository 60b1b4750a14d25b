import { isObject } from '../basics/objects.js';
import { show } from '../basics/show.js';
import { unexpected } from '../errors.js';

/** Under which key an entity is sent and comes back; one name for both, or one for each. Undefined: under none. */
export type Wrapper =
  | string
  | { readonly request?: string | undefined; readonly response?: string | undefined }
  | undefined;

/** An address, or something that has its own in `self`. */
export type Addressed = string | { readonly self: string };

export function addressIn(resource: unknown, where: string): string {
  const url = typeof resource === 'string' ? resource : (resource as { self?: unknown } | null)?.self;
  if (typeof url === 'string' && url !== '') return url;
  throw unexpected(where, "a URL, or an object with its URL in 'self'", resource);
}

const keyOf = (wrapper: Wrapper, side: 'request' | 'response'): string | undefined =>
  typeof wrapper === 'object' ? wrapper[side] : wrapper;

/** The body for an entity: under its key, unless it is there already. */
export function wrapped(values: object, wrapper: Wrapper): object {
  const key = keyOf(wrapper, 'request');
  return key === undefined || Object.hasOwn(values, key) ? values : { [key]: values };
}

/** What is under the key, or why there is nothing. */
export function unwrapped(body: unknown, wrapper: Wrapper): { value: unknown } | { problem: string } {
  const key = keyOf(wrapper, 'response');
  if (key === undefined) return { value: body };
  if (!isObject(body) || Array.isArray(body))
    return { problem: `expected an object with '${key}', got ${show(body)}` };
  if (Object.hasOwn(body, key)) return { value: (body as Record<string, unknown>)[key] };
  return { problem: `expected '${key}' in the body, which has ${Object.keys(body).join(', ') || 'nothing'}` };
}
