/**
 * axios over fetch listens to no signal once it has refused a status, and what it puts around a body hears of no cancel
 * while it waits for bytes. A stream of an instance of ours that was retried, or of which its reader had enough, so kept
 * its connection for as long as the server liked.
 */
import axios, { AxiosError, type AxiosInstance } from 'axios';
import { attach, constant, createClient, Retry, status, Timeout } from 'holdfast';
import { describe, expect, onTestFinished, test } from 'vitest';
import { failureOf } from '../support/failure-of.js';
import { json, reply, type Step, serve } from '../support/server.js';
import { stillTime } from '../support/still-time.js';

const stalls =
  (status: number): Step =>
  (_req, res) =>
    void res.writeHead(status).write('{"id":');

function ours(options: object): AxiosInstance {
  const client = createClient(options);
  onTestFinished(() => client.close());
  return client;
}

describe.each([
  ['attached', (options: object): AxiosInstance => attach(axios.create(options))],
  ['of ours', ours],
])('a stream of fetch from an instance that is %s', (_name, instance) => {
  const start = async (steps: Step | Step[], options: object = {}) => {
    const server = await serve(steps);
    const defaults = { baseURL: server.url, adapter: 'fetch', responseType: 'stream' } as const;
    return { server, http: instance({ ...defaults, ...options }) };
  };

  test('is let go of when its status is retried', async () => {
    const { http, server } = await start([stalls(503), json({ id: 7 })]);
    class Api {
      @Retry({ backoff: constant(0), retryOn: status(503) })
      get() {
        return http.get('/');
      }
    }
    const { data } = await new Api().get();
    expect(await new Response(data).json()).toEqual({ id: 7 });
    await server.closed(1);
  });

  test('is let go of when its reader has had enough, whatever its status', async () => {
    const { http, server } = await start([stalls(200), stalls(404)]);
    const { data } = await http.get('/');
    const reader = data.getReader();
    expect((await reader.read()).value).toHaveLength(6);
    await reader.cancel();
    await server.closed(1);
    const { response } = (await failureOf(http.get('/'))) as AxiosError<ReadableStream>;
    await response?.data.cancel();
    await server.closed(2);
  });

  test('ends with the signal of its request, also when its status was refused', async () => {
    const { http, server } = await start(stalls(500));
    const controller = new AbortController();
    const { response } = (await failureOf(http.get('/', { signal: controller.signal }))) as AxiosError;
    const text = failureOf(new Response(response?.data as ReadableStream).text());
    controller.abort(new Error('enough'));
    expect(await text).toBeInstanceOf(Error);
    await server.closed(1);
  });

  test('may be read to its end, which leaves nothing to let go of', async () => {
    const { http, server } = await start([reply(404, 'not here'), reply(200, 'x'.repeat(300_000))]);
    const refused = (await failureOf(http.get('/'))) as AxiosError<ReadableStream>;
    expect(refused).toBeInstanceOf(AxiosError);
    expect(await new Response(refused.response?.data).text()).toBe('not here');
    expect(await new Response((await http.get('/')).data).text()).toHaveLength(300_000);
    expect(server.requests.map(({ aborted }) => aborted)).toEqual([false, false]);
  });

  test('whose body breaks off tells so', async () => {
    const { http } = await start((_req, res) => {
      res.writeHead(200, { 'content-length': 100 });
      res.write('half', () => res.destroy());
    });
    const { data } = await http.get('/');
    expect(await failureOf(new Response(data).text())).toBeInstanceOf(TypeError);
  });

  test('still has its limits before the answer', async () => {
    const time = stillTime();
    const { http, server } = await start(time.hangs);
    class Api {
      @Timeout('100ms')
      get() {
        return http.get('/');
      }
    }
    expect(await time.afterwards(100, new Api().get())).toMatchObject({ name: 'AttemptTimeoutError' });
    await server.closed(1);
  });
});

test('a client that retries lets go of the streams of fetch that it does not hand out', async () => {
  const server = await serve([stalls(503), json({ id: 7 })]);
  const http = ours({ baseURL: server.url, adapter: 'fetch', retry: { backoff: constant(0) } });
  const { data } = await http.get('/', { responseType: 'stream' });
  expect(await new Response(data).json()).toEqual({ id: 7 });
  await server.closed(1);
});
