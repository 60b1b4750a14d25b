import { getEventListeners } from 'node:events';
import { text } from 'node:stream/consumers';
import axios, { type AxiosRequestConfig } from 'axios';
import { expect, test } from 'vitest';
import { failureOf } from '../../src/failure.js';
import { attach } from '../../src/http/index.js';
import { delay, drip, hang, json, reset, serve, serveRaw, truncate } from '../support/server.js';
import { withinBody } from '../support/within-body.js';
import { forAll, rejection } from './contestants.js';

forAll(({ create, isOurs, isUndici }) => {
  test('nobody listens', async () => {
    const error = await rejection(create().get('http://127.0.0.1:1/'));
    expect(error).toMatchObject({ name: 'Error', isAxiosError: true, code: 'ECONNREFUSED' });
    expect(error.message).toBe('connect ECONNREFUSED 127.0.0.1:1');
    expect(error.cause).toMatchObject({ syscall: 'connect', port: 1 });
    expect(error.config.url).toBe('http://127.0.0.1:1/');
    expect(error.response).toBeUndefined();
    expect(error.toJSON()).toMatchObject({ message: error.message, code: 'ECONNREFUSED' });
  });

  test('nobody has the name', async () => {
    const lookup = (_name: string, _options: object, done: (error: Error) => void) =>
      done(
        Object.assign(new Error('getaddrinfo ENOTFOUND a.test'), {
          code: 'ENOTFOUND',
          syscall: 'getaddrinfo',
        }),
      );
    const error = await rejection(create().get('http://a.test/', { lookup } as object));
    expect(error).toMatchObject({
      isAxiosError: true,
      code: 'ENOTFOUND',
      message: 'getaddrinfo ENOTFOUND a.test',
    });
  });

  test('the connection is reset, or closed without a word', async () => {
    const server = await serve(reset());
    expect(await rejection(create().get(server.url))).toMatchObject({
      isAxiosError: true,
      code: 'ECONNRESET',
    });
    const closing = await serveRaw((socket) => socket.once('data', () => socket.end()));
    const error = await rejection(create().post(closing.url, 'x'));
    expect(error).toMatchObject({ isAxiosError: true, code: 'ECONNRESET', message: 'socket hang up' });
  });

  test('the reply breaks off', async () => {
    const server = await serve(truncate());
    const instance = create({ baseURL: server.url });
    const error = await rejection(instance.get('/'));
    expect(error).toMatchObject({
      isAxiosError: true,
      code: 'ERR_BAD_RESPONSE',
      message: 'stream has been aborted',
    });
    expect(error.response.status).toBe(200);
    const { data } = await instance.get('/', { responseType: 'stream' });
    expect(await rejection(text(data))).toMatchObject({ code: 'ECONNRESET', message: 'aborted' });
  });

  test.runIf(isUndici).each(['099 Odd', '000 None', '101 Another'])('%s is no answer', async (status) => {
    const server = await serveRaw((socket) =>
      socket.once('data', () => socket.write(`HTTP/1.1 ${status}\r\nContent-Length: 2\r\n\r\nok`)),
    );
    const error = await rejection(create().get(server.url));
    expect(error).toMatchObject({
      isAxiosError: true,
      code: 'HPE_UNKNOWN',
      message: 'Response does not match the HTTP/1.1 protocol',
      cause: { cause: { code: 'ERR_ASSERTION' } },
    });
    expect(failureOf(error)).toBe('protocol');
  });

  test('chunks that stop without an end are no whole', async () => {
    const server = await serveRaw((socket) =>
      socket.once('data', () =>
        socket.end('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n'),
      ),
    );
    expect((await rejection(create().get(server.url))).message).toBe('stream has been aborted');
  });

  test('nor are they if the server has said that it will close', async () => {
    const server = await serveRaw((socket) =>
      socket.once('data', () =>
        socket.end('HTTP/1.1 200 OK\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n'),
      ),
    );
    const instance = create({ baseURL: server.url });
    const error = await rejection(instance.get('/'));
    expect(error).toMatchObject({ code: 'ERR_BAD_RESPONSE', message: 'stream has been aborted' });
    expect(failureOf(error)).toBe('truncated');
    const { data } = await instance.get('/', { responseType: 'stream' });
    expect(await rejection(text(data))).toMatchObject({ code: 'ECONNRESET', message: 'aborted' });
  });

  // axios gives out such a stream as if it were whole.
  test.each([['text'], ...(isOurs ? [['stream']] : [])])(
    'a body that ends with its connection does not end with a reset: %s',
    async (responseType) => {
      const server = await serveRaw((socket) =>
        socket.once('data', () => socket.write('HTTP/1.1 200 OK\r\n\r\nthe first half')),
      );
      const onDownloadProgress = (): void => {
        for (const socket of server.sockets) socket.resetAndDestroy();
      };
      const config = { responseType, onDownloadProgress } as AxiosRequestConfig;
      const error = await rejection(
        create()
          .get(server.url, config)
          .then(({ data }) => text(data)),
      );
      expect(['reset', 'truncated']).toContain(failureOf(error));
    },
  );

  test('what answers does not speak HTTP', async () => {
    const server = await serveRaw((socket) => socket.once('data', () => socket.end('SSH-2.0-OpenSSH\r\n')));
    const error = await rejection(create().get(server.url));
    expect(error.isAxiosError).toBe(true);
    expect(error.code).toMatch(/^HPE_/);
  });

  test('timeout: the head does not come', async () => {
    const server = await serve(hang());
    const instance = create({ baseURL: server.url, timeout: 300 });
    const error = await rejection(instance.get('/'));
    expect(error).toMatchObject({
      name: 'AxiosError',
      code: 'ECONNABORTED',
      message: 'timeout of 300ms exceeded',
    });
    expect(error.config.timeout).toBe(300);
    await server.closed(1);
    const clearly = { transitional: { clarifyTimeoutError: true }, timeoutErrorMessage: 'too slow' };
    expect(await rejection(instance.get('/', clearly))).toMatchObject({
      code: 'ETIMEDOUT',
      message: 'too slow',
    });
    expect((await rejection(instance.get('/', { maxRedirects: 0, timeout: '70' as never }))).message).toBe(
      'timeout of 70ms exceeded',
    );
  });

  // axios ends the process for the first two, and the request at once for the third.
  test.runIf(isOurs).each([-1, '-5', 2 ** 31])(
    'timeout: %j is none, for no timer can count it',
    async (timeout) => {
      const server = await serve(delay(50, json({ there: true })));
      const config = { timeout } as AxiosRequestConfig;
      const instances = [create(), attach(axios.create())];
      for (const instance of instances) {
        const { data, config: told } = await instance.get(server.url, config);
        expect(data).toEqual({ there: true });
        expect(told.timeout).toBe(timeout);
      }
    },
  );

  test('timeout: silence within the body (axios says no more than that it was aborted)', async () => {
    const server = await serve((_req, res) => res.write('a beginning'));
    if (isUndici) {
      expect(await rejection(create().get(server.url, { timeout: 80 }))).toMatchObject({
        code: 'ECONNABORTED',
        message: 'timeout of 80ms exceeded',
      });
    } else {
      const error = await withinBody((timeout) => create().get(server.url, { timeout }));
      expect([error.code, error.message]).toEqual(['ERR_BAD_RESPONSE', 'stream has been aborted']);
    }
  });

  test('timeout: a body that drips for longer is no failure', async () => {
    // Each silence is far shorter than the limit, and all of them together are longer.
    const text = 'a slow text, '.repeat(7);
    const server = await serve(drip(10, text));
    expect((await create().get(server.url, { timeout: 700 })).data).toBe(text);
  });

  test('timeout: what is no number is refused', async () => {
    const server = await serve(json({}));
    const error = await rejection(create().get(server.url, { timeout: { strange: 1 } as never }));
    expect(error).toMatchObject({
      code: 'ERR_BAD_OPTION_VALUE',
      message: 'error trying to parse `config.timeout` to int',
    });
  });

  test('a signal ends it before, during and within the body, and keeps no listener', async () => {
    const server = await serve([hang(), (_req, res) => res.write('a beginning'), json({})]);
    const instance = create({ baseURL: server.url });
    expect(await rejection(instance.get('/', { signal: AbortSignal.abort() }))).toMatchObject({
      code: 'ERR_CANCELED',
    });
    expect(server.connections).toBe(0);
    for (const n of [1, 2]) {
      const controller = new AbortController();
      const request = rejection(instance.get('/', { signal: controller.signal }));
      await expect.poll(() => server.requests.length).toBe(n);
      controller.abort(new Error('mine'));
      const error = await request;
      expect(error).toMatchObject({ code: 'ERR_CANCELED', name: 'CanceledError', message: 'canceled' });
      expect(axios.isCancel(error)).toBe(true);
      await server.closed(n);
      expect(getEventListeners(controller.signal, 'abort')).toEqual([]);
    }
    const { signal } = new AbortController();
    await instance.get('/', { signal });
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });

  test('a cancel token ends it', async () => {
    const server = await serve(hang());
    const source = axios.CancelToken.source();
    const request = rejection(create().get(server.url, { cancelToken: source.token }));
    await expect.poll(() => server.requests.length).toBe(1);
    source.cancel('enough');
    expect(await request).toMatchObject({ code: 'ERR_CANCELED', message: 'enough' });
    await server.closed(1);
  });

  test('a stream that is handed out: ended by its signal, and by its reader', async () => {
    const server = await serve((_req, res) => res.write('a beginning'));
    const instance = create({ baseURL: server.url, responseType: 'stream' });
    const controller = new AbortController();
    const { data } = await instance.get('/', { signal: controller.signal });
    const ended = rejection(text(data));
    controller.abort();
    expect(await ended).toMatchObject({ code: 'ERR_CANCELED' });
    await server.closed(1);
    (await instance.get('/')).data.destroy();
    await server.closed(2);
  });
});
