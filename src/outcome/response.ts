/** Reads what clients return and throw for a response, and lets go of those that nobody will read. */

import { isObject, read, tried } from '../basics/objects.js';
import { BodyNotReplayableError, TimeoutError } from '../errors.js';
import { causes, statusOf } from '../failure.js';

/** A status and headers make a response; a status alone may be any business object's. */
export function isResponse(value: unknown): value is Record<PropertyKey, unknown> {
  // Not `tried`, for each value that a method returns is asked.
  try {
    return (
      isObject(value) && isObject(value.headers) && statusOf(value) !== undefined && !('response' in value)
    );
  } catch {
    return false;
  }
}

export const isFetchResponse = (response: unknown): response is Response =>
  isObject(response) && typeof response.clone === 'function' && typeof response.arrayBuffer === 'function';

/** Of fetch, got, undici or Node: clients that report no requests. Axios' responses are other. */
export const isOfOthers = (response: unknown): boolean =>
  isFetchResponse(response) || read(response, 'statusCode') !== undefined;

/** What a time limit, or a body that cannot be sent again, was caused by happened to an earlier attempt. */
const isAboutEarlier = (link: unknown): boolean =>
  link instanceof TimeoutError || link instanceof BodyNotReplayableError;

/** The response that an error, or what it was caused by, carries. */
export function responseIn(error: unknown): unknown {
  for (const link of causes(error)) {
    if (isAboutEarlier(link)) return undefined;
    const response = read(link, 'response') ?? read(link, '$response');
    if (isObject(response)) return response;
  }
  return undefined;
}

export function statusIn(error: unknown): number | undefined {
  for (const link of causes(error)) {
    if (isAboutEarlier(link)) return undefined;
    const status = statusOf(link);
    if (status !== undefined) return status;
  }
  return undefined;
}

/** Who reads a copy of a response, by the response. */
const readers = new WeakMap<object, ReadableStreamDefaultReader<Uint8Array>>();

/** The text of a copy. It ends with the response that it is one of: a connection is free when all copies are. */
export async function textOf(response: Response): Promise<string> {
  const copy = response.clone();
  if (!isWebStream(copy.body)) return copy.text();
  const reader = copy.body.getReader();
  readers.set(response, reader);
  const decoder = new TextDecoder();
  let text = '';
  for (;;) {
    const { done, value } = await reader.read();
    text += decoder.decode(value, { stream: !done });
    if (done) return text;
  }
}

/** What node-fetch calls a body is a stream of Node. */
const isWebStream = (body: unknown): body is ReadableStream<Uint8Array> =>
  typeof read(body, 'getReader') === 'function';

/** Also a message of `node:http`, which is its own body, and the bare stream that axios hands out. */
const isNodeStream = (body: unknown): boolean => typeof read(body, 'pipe') === 'function';

/** Bytes, or a stream of them. */
export const isUnread = (body: unknown): boolean =>
  ArrayBuffer.isView(body) || isWebStream(body) || isNodeStream(body);

/** Lets go of a response that nobody will read, so that its connection is free again. */
export const letGo = (response: unknown): void => void tried(() => endBody(response));

function endBody(response: unknown): void {
  if (!isObject(response)) return;
  readers
    .get(response)
    ?.cancel()
    .catch(() => {});
  const stream = isFetchResponse(response)
    ? response.body
    : (response.data ?? response.body ?? (isNodeStream(response) ? response : undefined));
  if (isWebStream(stream)) {
    if (!stream.locked) stream.cancel().catch(() => {});
    return;
  }
  if (!isObject(stream) || typeof stream.destroy !== 'function') return;
  // undici's tells of its end by an error, which ends the process where nobody listens.
  if (typeof stream.on === 'function') stream.on('error', () => {});
  stream.destroy();
}
