import { Readable } from 'node:stream';
import type { InternalAxiosRequestConfig } from 'axios';
import type { AttemptScope } from '../../attempt.js';
import { BodyNotReplayableError, causedBy } from '../../errors.js';

/** Streams that a request has been made of. Some old kinds of stream do not tell that they were read. */
const sent = new WeakSet<object>();

/** A body that can be read only once: a Node stream, one of the `form-data` package, or a web stream. */
export function isStream(
  body: unknown,
): body is { readonly destroyed?: unknown; readonly locked?: unknown } & object {
  if (typeof body !== 'object' || body === null) return false;
  return body instanceof ReadableStream || typeof (body as { pipe?: unknown }).pipe === 'function';
}

/** Remembers that this body is on its way. */
export function markSent(body: unknown): void {
  if (isStream(body)) sent.add(body);
}

/**
 * axios would send the rest of a stream that was read before, or nothing, and take the answer for the right one.
 *
 * @throws BodyNotReplayableError if the body is such a stream
 */
export function refuseSpent(
  body: unknown,
  about: { readonly name: string; readonly config: InternalAxiosRequestConfig },
  attempt: AttemptScope | undefined,
): void {
  if (!isStream(body)) return;
  const untouched = !sent.has(body) && !Readable.isDisturbed(body as Readable);
  if (untouched && body.destroyed !== true && body.locked !== true) return;
  const message = `${about.name}: the body is a stream that was read before, so it cannot be sent`;
  const error = new BodyNotReplayableError(message, causedBy(attempt?.call.lastError));
  throw Object.assign(error, { config: about.config });
}
