import { finished, Readable } from 'node:stream';

/**
 * Calls `done` once a response body that is handed out as a stream has been read, has failed, or was thrown away; with
 * the error, before whoever reads the stream sees it. Returns the body to hand out, or undefined if it is no stream.
 *
 * @param end ends the request of a web stream that was not read to its end
 */
export function onceRead(
  body: unknown,
  done: (error?: unknown) => void,
  end: (reason: unknown) => void,
): unknown {
  if (body instanceof Readable) {
    finished(body, { writable: false }, done);
    return body;
  }
  if (!(body instanceof ReadableStream)) return undefined;
  // Nobody else can see the end of a web stream than who reads it.
  const { readable, writable } = new TransformStream();
  body.pipeTo(writable, { preventCancel: true }).then(
    () => done(),
    (error) => {
      // The request first: what axios puts around the body of fetch hears of no cancel while it waits for bytes.
      end(error);
      body.cancel(error).catch(() => {});
      done(error);
    },
  );
  return readable;
}
