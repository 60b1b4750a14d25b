import { PassThrough, Readable } from 'node:stream';
import { types } from 'node:util';
import { AxiosHeaders, type InternalAxiosRequestConfig } from 'axios';
import { axiosError } from '../refusal.js';
import { headerIn, putHeader, type RequestHeaders } from './head.js';
import { Multipart } from './multipart.js';

/** What is sent: bytes that are there, or a stream that is opened for each sending. */
export interface RequestBody {
  readonly bytes: Buffer | undefined;
  /** A stream that can be had once only is remembered while it is sent. */
  open(): Readable;
  readonly opensOnce: boolean;
  /** In bytes, if it is known. */
  readonly length: number | undefined;
}

type Config = InternalAxiosRequestConfig;

/** Of the `form-data` package. */
interface OldForm {
  getHeaders(): Record<string, string>;
  getLength(done: (error: Error | null, length?: number) => void): void;
}

/** The body of a request, and what its headers have to say about it. */
export function bodyOf(
  data: unknown,
  config: Config,
  headers: RequestHeaders,
): RequestBody | undefined | Promise<RequestBody> {
  // Of a body that is not sent there is no length to tell.
  if (data === undefined || data === null || data === '' || data === false || data === 0)
    return void putHeader(headers, 'content-length');
  if (typeof data === 'string') return ofBytes(Buffer.from(data), headers);
  if (Buffer.isBuffer(data)) return ofBytes(data, headers);
  if (ArrayBuffer.isView(data))
    return ofBytes(Buffer.from(data.buffer, data.byteOffset, data.byteLength), headers);
  if (types.isAnyArrayBuffer(data)) return ofBytes(Buffer.from(data), headers);
  if (data instanceof FormData) return ofForm(data, headers);
  if (data instanceof Blob) return ofBlob(data, headers);
  if (data instanceof ReadableStream) return ofStream(Readable.fromWeb(data as never), headers);
  if (typeof (data as { pipe?: unknown }).pipe !== 'function') {
    const why = 'Data after transformation must be a string, an ArrayBuffer, a Buffer, or a Stream';
    throw axiosError(why, 'ERR_BAD_REQUEST', config);
  }
  const stream = data as Readable & Partial<OldForm>;
  const isForm = typeof stream.getHeaders === 'function' && typeof stream.getLength === 'function';
  return isForm ? ofOldForm(stream as Readable & OldForm, config, headers) : ofStream(stream, headers);
}

function ofBytes(bytes: Buffer, headers: RequestHeaders): RequestBody {
  // Whoever carries it counts them.
  putHeader(headers, 'content-length');
  return {
    bytes,
    length: bytes.length,
    opensOnce: false,
    open: () => Readable.from(slices(bytes), { objectMode: false }),
  };
}

const SLICE = 64 * 1024;

function* slices(bytes: Buffer): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += SLICE) yield bytes.subarray(at, at + SLICE);
}

function ofForm(form: FormData, headers: RequestHeaders): RequestBody {
  const boundary = /boundary=([-\w]{10,70})/i.exec(headerIn(headers, 'content-type') ?? '')?.[1];
  const multipart = new Multipart(form, boundary);
  putHeader(headers, 'Content-Type', multipart.contentType);
  const { bytes, length } = multipart;
  if (bytes) return ofBytes(bytes, headers);
  putHeader(headers, 'Content-Length', String(length));
  return {
    bytes: undefined,
    length,
    opensOnce: false,
    open: () => Readable.from(multipart.chunks(), { objectMode: false }),
  };
}

function ofBlob(blob: Blob, headers: RequestHeaders): RequestBody {
  if (blob.size > 0) putHeader(headers, 'Content-Type', blob.type || 'application/octet-stream');
  putHeader(headers, 'Content-Length', String(blob.size));
  return {
    bytes: undefined,
    length: blob.size,
    opensOnce: false,
    open: () => Readable.fromWeb(blob.stream() as never),
  };
}

function ofStream(stream: Readable, headers: RequestHeaders): RequestBody {
  const stated = headerIn(headers, 'content-length');
  const length = stated === undefined ? NaN : Number(stated);
  return {
    bytes: undefined,
    opensOnce: true,
    length: Number.isFinite(length) ? length : undefined,
    open: () => (stream.readableFlowing === undefined ? modern(stream) : stream),
  };
}

/** Streams of before Node 0.10 flow as soon as they are listened to, and stop for nobody. */
function modern(stream: Readable): Readable {
  const through = new PassThrough();
  stream.once('error', (error) => through.destroy(error));
  return stream.pipe(through);
}

async function ofOldForm(
  form: Readable & OldForm,
  config: Config,
  headers: RequestHeaders,
): Promise<RequestBody> {
  const contentOnly = (config as { formDataHeaderPolicy?: string }).formDataHeaderPolicy === 'content-only';
  for (const [name, value] of Object.entries(new AxiosHeaders(form.getHeaders()).toJSON())) {
    if (!contentOnly || /^content-(type|length)$/i.test(name)) putHeader(headers, name, String(value));
  }
  if (headerIn(headers, 'content-length') === undefined) {
    const length = await new Promise<number | undefined>((resolve) =>
      form.getLength((error, known) => resolve(error ? undefined : known)),
    );
    if (length !== undefined && Number.isFinite(length)) putHeader(headers, 'Content-Length', String(length));
  }
  return ofStream(form, headers);
}
