import { once } from 'node:events';
import { Agent, get, type IncomingMessage } from 'node:http';
import { get as getByTls } from 'node:https';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { generate } from 'selfsigned';
import { expect, test } from 'vitest';
import { after, delay, drip, hang, json, reply, reset, serve, serveRaw, truncate } from './server.js';

async function fetchText(url: string, init?: RequestInit): Promise<string> {
  const response = await fetch(url, init);
  return `${response.status} ${await response.text()}`;
}

/** The code of the error that Node's own client ends with. */
async function failureOf(url: string): Promise<unknown> {
  const request = get(url, { agent: false });
  try {
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    await text(response);
    return undefined;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code;
  }
}

test('each request takes the next step, and the last one repeats', async () => {
  const server = await serve([reply(503, 'busy', { 'retry-after': '1' }), json({ id: 7 })]);
  const first = await fetch(server.url);
  expect([first.status, first.headers.get('retry-after'), await first.text()]).toEqual([503, '1', 'busy']);
  expect(await fetchText(server.url)).toBe('200 {"id":7}');
  expect(await fetchText(server.url)).toBe('200 {"id":7}');
});

test('a function decides by the number of the request', async () => {
  const server = await serve((req, res, n) => res.end(`${n} ${req.url}`));
  expect(await fetchText(`${server.url}/a`)).toBe('200 1 /a');
  expect(await fetchText(`${server.url}/b`)).toBe('200 2 /b');
});

test('after some requests the answer changes', async () => {
  const server = await serve(after(2, json('ok')));
  const answers = [await fetchText(server.url), await fetchText(server.url), await fetchText(server.url)];
  expect(answers).toEqual(['500 ', '500 ', '200 "ok"']);
});

test('requests are recorded as they came', async () => {
  const server = await serve(json({}));
  await fetchText(`${server.url}/items?a=1`, { method: 'POST', body: 'hällo', headers: { 'X-Token': 't' } });
  await fetchText(server.url);
  const [first, second] = server.requests;
  expect(first).toMatchObject({ method: 'POST', url: '/items?a=1', body: 'hällo', aborted: false });
  expect(first!.headers['x-token']).toBe('t');
  expect(second!.time).toBeGreaterThan(first!.time);
});

test('connections are counted, and requests know theirs', async () => {
  const server = await serve(json({}));
  const agent = new Agent({ keepAlive: true });
  const request = async (options: { agent: Agent | false }): Promise<void> => {
    const [response] = (await once(get(server.url, options), 'response')) as [IncomingMessage];
    await text(response);
    // The agent takes the socket back in the turn after the end.
    await new Promise(setImmediate);
  };
  await request({ agent });
  await request({ agent });
  await request({ agent: false });
  agent.destroy();
  expect(server.connections).toBe(2);
  expect(server.requests.map(({ socket }) => socket)).toEqual([1, 1, 2]);
});

test('a client that gives up is noticed, whenever one asks', async () => {
  const server = await serve([hang(), drip(20, 'a text that takes a while'), delay(60_000, json({}))]);
  const asked = server.closed(2);
  for (const n of [1, 2, 3]) {
    const patience = new AbortController();
    const answer = fetchText(server.url, { signal: patience.signal });
    await expect.poll(() => server.requests.length).toBe(n);
    patience.abort(new Error('too late'));
    await expect(answer).rejects.toThrow('too late');
    await server.closed(n);
  }
  await asked;
  expect(server.requests.map(({ aborted }) => aborted)).toEqual([true, true, true]);
});

test('an end that came from the server is not the client giving up', async () => {
  const server = await serve([reset(), truncate()]);
  expect(await failureOf(server.url)).toBe('ECONNRESET');
  expect(await failureOf(server.url)).toBe('ECONNRESET');
  expect(server.requests.map(({ aborted }) => aborted)).toEqual([false, false]);
});

test('half an answer has a whole head', async () => {
  const server = await serve(truncate('0123456789'));
  const [response] = (await once(get(server.url, { agent: false }), 'response')) as [IncomingMessage];
  let received = '';
  response.on('data', (chunk) => {
    received += chunk;
  });
  await once(response, 'error');
  expect([response.statusCode, response.headers['content-length'], received]).toEqual([200, '10', '01234']);
});

test('slow answers arrive whole', async () => {
  const server = await serve([drip(20, 'slow'), delay(80, json('late'))]);
  for (const answer of ['200 slow', '200 "late"']) {
    const start = performance.now();
    expect(await fetchText(server.url)).toBe(answer);
    // A timer may fire a little before its time.
    expect(performance.now() - start).toBeGreaterThan(70);
  }
});

test('an idle connection can be cut', async () => {
  const server = await serve(json({}));
  const client = connect(server.port, '127.0.0.1');
  await once(client, 'connect');
  await expect.poll(() => server.sockets.size).toBe(1);
  for (const socket of server.sockets) socket.destroy();
  await once(client.resume(), 'close');
  expect(server.sockets.size).toBe(0);
});

test('stopping cuts every connection, also of requests that hang, and can be done again', async () => {
  await using server = await serve(hang());
  const failure = failureOf(server.url);
  await expect.poll(() => server.requests.length).toBe(1);
  await server.stop();
  await server.stop();
  expect(await failure).toBe('ECONNRESET');
  expect(await failureOf(server.url)).toBe('ECONNREFUSED');
});

test('with a certificate it speaks TLS', async () => {
  const { private: key, cert } = await generate([{ name: 'commonName', value: 'localhost' }], {
    keyType: 'ec',
  });
  const server = await serve([json('secret'), hang()], { key, cert });
  const options = { ca: cert, servername: 'localhost', agent: false };
  const [response] = (await once(getByTls(server.url, options), 'response')) as [IncomingMessage];
  expect(await text(response)).toBe('"secret"');

  const request = getByTls(server.url, options).on('error', () => {});
  await expect.poll(() => server.requests.length).toBe(2);
  request.destroy();
  await server.closed(2);
});

test('a raw server says what it likes', async () => {
  const server = await serveRaw((socket, n) => {
    socket.once('data', () => socket.end(`HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n${n}`));
  });
  expect(await fetchText(server.url)).toBe('200 1');
  expect(await fetchText(server.url)).toBe('200 2');
  expect(server.connections).toBe(2);
});
