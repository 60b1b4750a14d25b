import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { schedule } from '../../clock.js';
import { isBodiless } from '../reply.js';
import { requestUrl } from '../request-url.js';
import { type Call, type Headers, Refusal, type Reply, type Route } from './route.js';

/** What routes share. */
export interface Routes {
  readonly routes: readonly Route[];
  /** Headers of every reply. */
  readonly headers?: (call: Call) => Headers;
}

/** A request whose body has arrived. */
interface Arrived {
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
  readonly body: Buffer;
}

interface Compiled {
  readonly route: Route;
  readonly pattern: RegExp;
  readonly methods: readonly string[];
}

function compile(route: Route): Compiled {
  const pattern = route.path
    .replaceAll(/[.]/g, '\\.')
    .replaceAll(/\{(\w+)(\*?)\}/g, (_all, name, rest) => `(?<${name}>${rest ? '.*' : '[^/]+'})`);
  const methods = (route.methods ?? 'GET').split(' ');
  const all = methods.includes('GET') ? [...methods, 'HEAD'] : methods;
  return { route, pattern: new RegExp(`^${pattern}$`), methods: all };
}

/** Answers the requests of a node:http server by a table of routes. `random` is the server's chance. */
export function router(table: Routes, random: () => number) {
  const compiled = table.routes.map(compile);

  async function answer(call: Call): Promise<Reply> {
    const there = compiled.filter(({ pattern }) => pattern.test(call.url.pathname));
    const chosen = there.find(({ methods }) => methods.includes('*') || methods.includes(call.method));
    if (chosen !== undefined) {
      const groups = chosen.pattern.exec(call.url.pathname)?.groups ?? {};
      return chosen.route.reply({ ...call, params: decoded(groups) });
    }
    if (there.length === 0) throw new Refusal(404, `no route ${call.url.pathname}`);
    const allow = [...new Set(there.flatMap(({ methods }) => methods)), 'OPTIONS'].join(', ');
    return { status: call.method === 'OPTIONS' ? 200 : 405, headers: { allow } };
  }

  return async (arrived: Arrived): Promise<void> => {
    const { res } = arrived;
    try {
      const call = callOf(arrived, random);
      const reply = await answer(call).catch(refused);
      await send(res, { ...reply, headers: { ...table.headers?.(call), ...reply.headers } });
    } catch (error) {
      // Once the client is gone, reading and writing fail as they should.
      if (res.destroyed || res.headersSent) res.destroy();
      else {
        for (const name of res.getHeaderNames()) res.removeHeader(name);
        await send(res, refused(error));
      }
    }
  };
}

const decodedText = (text: string): string | undefined => {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
};

function decoded(groups: Record<string, string>): Record<string, string> {
  const entries = Object.entries(groups).map(([name, text]) => {
    const plain = decodedText(text);
    if (plain === undefined) throw new Refusal(400, `the path cannot be decoded: ${text}`);
    return [name, plain];
  });
  return Object.fromEntries(entries);
}

/** What a header cannot hold came with the request. */
const isUnsendable = (error: unknown): boolean =>
  (error as NodeJS.ErrnoException).code === 'ERR_INVALID_CHAR' ||
  (error as NodeJS.ErrnoException).code === 'ERR_INVALID_HTTP_TOKEN';

function refused(error: unknown): Reply {
  const byDefault = isUnsendable(error) ? 400 : 500;
  const status = error instanceof Refusal ? error.status : byDefault;
  return { status, headers: { 'content-type': 'text/plain; charset=utf-8' }, body: (error as Error).message };
}

function callOf({ req, res, body }: Arrived, random: () => number): Call {
  const { method = 'GET', url: target = '/', headers, rawHeaders, socket } = req;
  const scheme = 'encrypted' in socket ? 'https' : 'http';
  const base = `${scheme}://${headers.host ?? `${socket.localAddress}:${socket.localPort}`}`;
  const url = requestUrl(target, base);
  if (url === undefined)
    throw new Refusal(400, `the request's address is not a URL: ${JSON.stringify(target)}`);
  return {
    method,
    url,
    target,
    params: {},
    headers,
    rawHeaders,
    body,
    origin: socket.remoteAddress ?? '',
    random,
    wait: (ms) =>
      new Promise((resolve) => {
        const done = (): void => {
          cancel();
          res.off('close', done);
          resolve();
        };
        const cancel = schedule(done, ms);
        res.once('close', done);
      }),
  };
}

async function send(res: ServerResponse, { status = 200, headers = {}, body = '' }: Reply): Promise<void> {
  if (res.destroyed) return;
  for (const [name, value] of Object.entries(headers)) {
    // Header values are bytes: what is beyond Latin-1 goes as UTF-8.
    const bytes = [value].flat().map((text) => Buffer.from(String(text)).toString('latin1'));
    res.setHeader(name, bytes.length === 1 ? (bytes[0] as string) : bytes);
  }
  if (isStream(body)) {
    res.writeHead(status);
    await pipeline(inBytes(body), res);
    return;
  }
  const whole = Buffer.from(body as Uint8Array);
  if (!isBodiless(status)) res.setHeader('content-length', whole.length);
  res.writeHead(status).end(whole);
}

/** Not as text, for Node would write the head in the encoding of the body. */
async function* inBytes(body: AsyncIterable<string | Uint8Array>): AsyncGenerator<Buffer> {
  for await (const chunk of body) yield Buffer.from(chunk as Uint8Array);
}

const isStream = (body: NonNullable<Reply['body']>): body is AsyncIterable<string | Uint8Array> =>
  typeof body === 'object' && Symbol.asyncIterator in body;
