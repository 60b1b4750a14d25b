/**
 * A proxy that speaks TLS itself, with a certificate of a private authority. Over undici a tunnel through it knew nothing of
 * `tls` and `httpsAgent`, and the proxy had to prove to be the server.
 */
import { createServer, Agent as TlsAgent } from 'node:https';
import { type AddressInfo, connect } from 'node:net';
import type { Duplex } from 'node:stream';
import type { ConnectionOptions } from 'node:tls';
import { createClient } from 'holdfast';
import { undici } from 'holdfast/undici';
import { generate } from 'selfsigned';
import { expect, onTestFinished, test } from 'vitest';
import { reply, serve } from '../support/server.js';

const certificateOf = async (altName: { type: number; ip?: string; value?: string }) => {
  const extensions = [{ name: 'subjectAltName', altNames: [altName] }];
  const { private: key, cert } = await generate(
    [{ name: 'commonName', value: altName.ip ?? altName.value ?? '' }],
    { keyType: 'ec', extensions } as never,
  );
  return { key, cert };
};

/** The server and the proxy each have a name of their own. */
async function start() {
  const [own, proxys] = [
    await certificateOf({ type: 2, value: 'localhost' }),
    await certificateOf({ type: 7, ip: '127.0.0.1' }),
  ];
  const { port: serverPort } = await serve(reply(200, 'the server'), own);
  const sockets = new Set<Duplex>();
  const proxy = createServer(proxys, (req, res) => res.end(`passed on: ${req.url}`));
  proxy.on('connection', (socket) => sockets.add(socket.on('error', () => {})));
  proxy.on('connect', (req, socket) => {
    const [host, port] = (req.url ?? '').split(':');
    const out = connect(Number(port), host, () => {
      socket.write('HTTP/1.1 200 Yes\r\n\r\n');
      socket.pipe(out).pipe(socket);
    });
    sockets.add(out.on('error', () => {}));
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    proxy.close();
  });
  const { port } = proxy.address() as AddressInfo;
  return {
    serverPort,
    ca: [own.cert, proxys.cert],
    url: `https://localhost:${serverPort}/`,
    proxy: { protocol: 'https', host: '127.0.0.1', port },
  };
}

test.each([
  ['the client’s `tls`', (ca: string[]) => ({ tls: { ca }, transport: undici() })],
  ['an agent', (ca: string[]) => ({ httpsAgent: new TlsAgent({ ca }), transport: undici() })],
  ['the transport', (ca: string[]) => ({ transport: undici({ connect: { ca } }) })],
] as const)('its authority is known by %s', async (_name, options) => {
  const { ca, url, proxy } = await start();
  const client = createClient({ ...options(ca), proxy });
  onTestFinished(() => client.close());
  expect((await client.get(url)).data).toBe('the server');
  expect((await client.get('http://api.test/items')).data).toBe('passed on: http://api.test/items');
});

test.each([
  ['the client’s `tls`', (tls: ConnectionOptions) => ({ tls, transport: undici() })],
  ['an agent', (tls: ConnectionOptions) => ({ httpsAgent: new TlsAgent(tls), transport: undici() })],
  ['the transport', (tls: ConnectionOptions) => ({ transport: undici({ connect: tls }) })],
] as const)('what %s says about the server is not asked about the proxy', async (_name, options) => {
  const { ca, serverPort, proxy } = await start();
  const seen: string[] = [];
  const servername = 'localhost';
  const checkServerIdentity = (name: string) => {
    seen.push(name);
    return name === servername ? undefined : new Error(`who is ${name}?`);
  };
  const client = createClient({ ...options({ ca, servername, checkServerIdentity }), proxy });
  onTestFinished(() => client.close());
  expect((await client.get('http://api.test/items')).data).toBe('passed on: http://api.test/items');
  expect((await client.get(`https://127.0.0.1:${serverPort}/`)).data).toBe('the server');
  expect(seen).toEqual([servername]);
});

test('one that nobody vouches for is refused', async () => {
  const { url, proxy } = await start();
  const client = createClient({ transport: undici(), proxy });
  onTestFinished(() => client.close());
  for (const each of [url, 'http://api.test/items'])
    await expect(client.get(each)).rejects.toMatchObject({ code: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
});
