import { pipeline, type Readable } from 'node:stream';
import type { InternalAxiosRequestConfig } from 'axios';
import type { RequestBody } from './body.js';
import { bodyTooLarge } from './failures.js';
import { Progress } from './progress.js';
import { Tally } from './tally.js';

type Config = InternalAxiosRequestConfig;

/** As much of a stream is remembered while it is sent, for a redirect that asks for it once more. */
const REMEMBERED = 1024 * 1024;

/** A body as undici takes it, and what it is when it has to be sent once more. */
export interface Upload {
  readonly content: Buffer | Readable | null;
  /** Undefined where there is nothing left to send. */
  again(): RequestBody | undefined;
}

/** Makes a body ready for one sending: within `maxBodyLength`, and with progress if somebody wants to know. */
export function uploadOf(body: RequestBody | undefined, config: Config, request: () => unknown): Upload {
  if (body === undefined) return { content: null, again: () => undefined };
  const limit = config.maxBodyLength ?? -1;
  if (limit > -1 && body.length !== undefined && body.length > limit) throw bodyTooLarge(config, request());
  const { onUploadProgress, maxRedirects } = config;
  if (body.bytes && !onUploadProgress) return { content: body.bytes, again: () => body };
  const remembers = body.opensOnce && maxRedirects !== 0;
  const isCounted = limit > -1 && body.opensOnce;
  const source = body.open();
  if (!remembers && !isCounted && !onUploadProgress) return { content: source, again: () => body };
  const progress = onUploadProgress && new Progress(onUploadProgress, body.length, 'upload');
  const chunks: Buffer[] = [];
  let remembered = 0;
  const tally = new Tally((chunk, total) => {
    if (isCounted && total > limit) throw bodyTooLarge(config, request());
    progress?.moved(total);
    remembered = total;
    if (!remembers) return;
    if (total <= REMEMBERED) chunks.push(chunk);
    else chunks.length = 0;
  });
  const content = pipeline(source, tally, () => progress?.end());
  const again = (): RequestBody | undefined => {
    if (!remembers) return body;
    // Not all of it was read when the redirect came: the rest is still to be had from nowhere else.
    if (!tally.writableFinished || remembered > REMEMBERED) return undefined;
    const bytes = Buffer.concat(chunks);
    return { ...body, bytes, length: bytes.length, opensOnce: false };
  };
  return { content, again };
}
