import { type Readable, Stream } from 'node:stream';
import type { AxiosResponse } from 'axios';
import { oneLine } from '../../basics/text.js';
import { refusal } from '../refusal.js';
import { CarriedRequest } from '../transport.js';

/** What fetch unpacks, one within another too. It leaves the header there. */
const BY_FETCH: ReadonlySet<string> = new Set(['gzip', 'x-gzip', 'deflate', 'br', 'zstd']);

/**
 * Refuses a body that is still packed: axios hands out the bytes, as text, of what it cannot unpack and of what was
 * packed twice. With `decompress: false` that is what was asked for.
 */
export function refusePacked(response: AxiosResponse): void {
  const coding = packedAs(response);
  if (coding === undefined) return;
  dropBody(response);
  throw refusal(response, response.config, {
    why: `the body is encoded as ${oneLine(JSON.stringify(coding))}, which cannot be decoded`,
    code: 'ERR_HOLDFAST_CONTENT_ENCODING',
  });
}

/** Nobody shall take the bytes for what the server said: not those who look into the answer of an error either. */
export function dropPacked(response: AxiosResponse | undefined): void {
  if (response !== undefined && packedAs(response) !== undefined) dropBody(response);
}

function packedAs({ config, request, headers, status, data }: AxiosResponse): string | undefined {
  const coding: unknown = headers?.['content-encoding'];
  if (typeof coding !== 'string' || config.decompress === false) return undefined;
  if (/^head$/i.test(config.method ?? '') || status === 204 || status === 304 || isEmpty(data))
    return undefined;
  const codings = coding.split(',').map((name) => name.trim().toLowerCase());
  if (codings.every((name) => name === '' || name === 'identity')) return undefined;
  const byFetch = request instanceof Request;
  // Other adapters than those of axios may leave the header there, too.
  if (!byFetch && !(request instanceof Stream || request instanceof CarriedRequest)) return undefined;
  return byFetch && codings.every((name) => BY_FETCH.has(name)) ? undefined : coding;
}

const isEmpty = (data: unknown): boolean => {
  const { length, byteLength = length } = (data ?? '') as { length?: number; byteLength?: number };
  return byteLength === 0;
};

/** For a response that nobody gets to see: its connection must not wait for a reader. */
export function dropBody(response: AxiosResponse): void {
  const { data } = response;
  if (data instanceof Stream) (data as Readable).destroy();
  else if (data instanceof ReadableStream) data.cancel().catch(() => {});
  response.data = undefined;
}
