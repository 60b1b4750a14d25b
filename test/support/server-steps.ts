import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';

/** How a request is answered, once its body is there; `n` is its number, from 1. */
export type Step = (req: IncomingMessage, res: ServerResponse, n: number) => unknown;

type Headers = Record<string, string | string[]>;

export const reply =
  (status: number, body: string | Uint8Array = '', headers: Headers = {}): Step =>
  (_req, res) => {
    res.statusCode = status;
    res.setHeaders(new Map(Object.entries(headers))).end(body);
  };

export const json = (value: unknown, status = 200, headers: Headers = {}): Step =>
  reply(status, JSON.stringify(value), { 'content-type': 'application/json', ...headers });

/** No answer, until one side gives up. */
export const hang = (): Step => () => {};

/** The connection is reset before any answer. */
export const reset = (): Step => (req) => req.socket.resetAndDestroy();

/** The head and half of the body, then the end of the connection. */
export const truncate =
  (body = '{"id":1,"summary":"buy milk"}'): Step =>
  (_req, res) => {
    const bytes = Buffer.from(body);
    res.writeHead(200, { 'content-type': 'application/json', 'content-length': bytes.length });
    res.write(bytes.subarray(0, bytes.length / 2), () => res.destroy());
  };

/** The head at once, then one character every `ms`. */
export const drip =
  (ms: number, text: string): Step =>
  async (_req, res) => {
    const signal = closing(res);
    res.flushHeaders();
    for (const character of text) {
      await wait(ms, undefined, { signal });
      res.write(character);
    }
    res.end();
  };

export const delay =
  (ms: number, step: Step): Step =>
  async (req, res, n) => {
    await wait(ms, undefined, { signal: closing(res) });
    await step(req, res, n);
  };

/** `then`, once `count` requests have been answered with `before`. */
export const after =
  (count: number, then: Step, before: Step = reply(500)): Step =>
  (req, res, n) =>
    (n > count ? then : before)(req, res, n);

/** Aborts with the connection, so that no wait outlives it. */
function closing(res: ServerResponse): AbortSignal {
  const controller = new AbortController();
  res.once('close', () => controller.abort());
  return controller.signal;
}
