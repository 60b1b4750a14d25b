/** Over HTTP/2 axios takes what has come of a reply, when its connection ends, for all of it: half a text was the answer. */
import { once } from 'node:events';
import { createServer, type ServerHttp2Session, type ServerHttp2Stream } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { attemptsOf, constant, createClient, resilient } from 'holdfast';
import { expect, onTestFinished, test } from 'vitest';

const half = (stream: ServerHttp2Stream): void => {
  stream.respond({ ':status': 200, 'content-type': 'text/plain', 'content-length': 100 });
  stream.write('half a te', () => setTimeout(() => stream.session?.destroy(), 20));
};

const whole = (stream: ServerHttp2Stream): void => {
  stream.respond({ ':status': 200, 'content-type': 'text/plain' });
  stream.end('a text');
};

async function clientFor(...replies: ((stream: ServerHttp2Stream) => void)[]) {
  const server = createServer();
  const sessions = new Set<ServerHttp2Session>();
  server.on('session', (session) => sessions.add(session));
  server.on('stream', (stream) => replies.shift()?.(stream));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  onTestFinished(() => {
    for (const session of sessions) session.destroy();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const client = createClient({ baseURL: `http://127.0.0.1:${port}`, httpVersion: 2 });
  onTestFinished(() => client.close());
  return client;
}

test('it is tried again', async () => {
  const client = await clientFor(half, half, whole);
  const response = await resilient({ backoff: constant(1) }).call(() => client.get('/'));
  expect(response.data).toBe('a text');
  expect(attemptsOf(response).map(({ failure }) => failure)).toEqual(['truncated', 'truncated', undefined]);
});

test('where that is safe', async () => {
  const client = await clientFor(half, whole);
  const call = resilient({ backoff: constant(1) }).call(() => client.post('/', {}));
  await expect(call).rejects.toMatchObject({ code: 'ERR_BAD_RESPONSE', response: { data: 'half a te' } });
});
