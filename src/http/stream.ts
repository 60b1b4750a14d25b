import { finished, Readable } from 'node:stream';

/**
 * Calls `done` once a response body that is handed out as a stream has been read, has failed, or was thrown away; with
 * the error, before whoever reads the stream sees it. Returns the body to hand out, or undefined if it is no stream.
 */
export function onceRead(body: unknown, done: (error?: unknown) => void): unknown {
  if (body instanceof Readable) {
    finished(body, { writable: false }, done);
    return body;
  }
  if (!(body instanceof ReadableStream)) return undefined;
  // Nobody else can see the end of a web stream than who reads it.
  const { readable, writable } = new TransformStream();
  body.pipeTo(writable).then(() => done(), done);
  return readable;
}
