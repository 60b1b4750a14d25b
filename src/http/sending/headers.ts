import { AxiosHeaders, type InternalAxiosRequestConfig } from 'axios';
import type { AttemptScope } from '../../attempt.js';
import { type Announcement, announced } from '../announce.js';
import { refuseUnsendable } from '../borders/sendable.js';

type Headers = InternalAxiosRequestConfig['headers'];

const NONE: Readonly<Record<string, string>> = Object.freeze({ __proto__: null as never });

/** What the call around a request adds to it: the key of `@Idempotent`, and what is to be announced. */
export function ambientHeaders(
  headers: Headers,
  attempt: AttemptScope | undefined,
  about: { readonly announcement: Announcement | undefined; left(): number },
): Readonly<Record<string, string>> {
  const { announcement } = about;
  const added = announcement ? announced(announcement, attempt, () => about.left()) : NONE;
  const header = attempt?.idempotency?.header;
  // A user's own function makes the key: it is not asked in vain.
  if (header === undefined || AxiosHeaders.from(headers).has(header)) return added;
  const key = attempt?.idempotencyKey;
  return key === undefined ? added : { ...added, [header]: key };
}

/** `headers` with those of `more` that they lack. A copy, for a user's own may serve many calls, and these belong to one. */
export function withHeaders(headers: Headers, more: Readonly<Record<string, string>>): Headers {
  if (more === NONE) return headers;
  refuseUnsendable(more, () => 'the call around a request');
  const given = AxiosHeaders.from(headers);
  const lacking = Object.entries(more).filter(([name]) => !given.has(name));
  return AxiosHeaders.concat(headers, Object.fromEntries(lacking)) as Headers;
}
