import { createServer, type IncomingHttpHeaders, request as send } from 'node:http';
import { Agent } from 'node:https';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { generate } from 'selfsigned';
import { expect, onTestFinished, test } from 'vitest';
import { json, serve } from '../support/server.js';
import { forAll, rejection } from './contestants.js';

/** A proxy that passes on, and that connects; it remembers what it was asked. */
async function startProxy(status = 200) {
  const seen: { method: string; target: string; headers: IncomingHttpHeaders }[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((req, res) => {
    seen.push({ method: req.method ?? '', target: req.url ?? '', headers: req.headers });
    req.pipe(
      send(req.url ?? '', { method: req.method, headers: req.headers, agent: false }, (answer) =>
        answer.pipe(res.writeHead(answer.statusCode ?? 0, answer.headers)),
      ),
    );
  });
  server.on('connection', (socket) => sockets.add(socket));
  server
    .on('connect', (req, socket: Socket) => {
      seen.push({ method: 'CONNECT', target: req.url ?? '', headers: req.headers });
      if (status !== 200) return socket.end(`HTTP/1.1 ${status} No\r\n\r\n`);
      const [host, port] = (req.url ?? '').split(':');
      const out = connect(Number(port), host, () => {
        socket.write('HTTP/1.1 200 Yes\r\n\r\n');
        socket.pipe(out).pipe(socket);
      });
      sockets.add(out);
      for (const each of [out, socket]) each.on('error', () => {});
      return socket;
    })
    .listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return { seen, host: '127.0.0.1', port: (server.address() as AddressInfo).port };
}

function environment(variables: Record<string, string>): void {
  const names = ['http_proxy', 'https_proxy', 'all_proxy', 'no_proxy'].flatMap((name) => [
    name,
    name.toUpperCase(),
  ]);
  const before = Object.fromEntries(names.map((name) => [name, process.env[name]]));
  for (const name of names) delete process.env[name];
  Object.assign(process.env, variables);
  onTestFinished(() => {
    for (const [name, value] of Object.entries(before)) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  });
}

const certificate = () =>
  generate([], {
    keyType: 'ec',
    extensions: [{ name: 'subjectAltName', altNames: [{ type: 2, value: 'localhost' }] }],
  } as never);

forAll(({ create, isUndici }) => {
  test('plain requests are passed on: the whole address, and credentials for the proxy', async () => {
    const server = await serve(json({ id: 7 }));
    const { seen, host, port } = await startProxy();
    const instance = create({
      proxy: { host, port, protocol: 'http', auth: { username: 'u', password: 'p' } },
    });
    expect((await instance.get(`${server.url}/a?b=1`)).data).toEqual({ id: 7 });
    await instance.post(`${server.url}/c`, { a: 1 });
    expect(seen.map(({ target }) => target)).toEqual([`${server.url}/a?b=1`, `${server.url}/c`]);
    expect(seen[0]?.headers).toMatchObject({
      host: `127.0.0.1:${server.port}`,
      'proxy-authorization': `Basic ${btoa('u:p')}`,
    });
    expect(server.requests[1]?.body).toBe('{"a":1}');
  });

  test('a redirect goes by the proxy, too', async () => {
    const server = await serve([(_req, res) => res.writeHead(302, { location: '/b' }).end(), json({})]);
    const { seen, host, port } = await startProxy();
    await create({ proxy: { host, port } }).get(`${server.url}/a`);
    expect(seen.map(({ target }) => target)).toEqual([`${server.url}/a`, `${server.url}/b`]);
  });

  test('TLS goes through a tunnel, which sees no more than where to', async () => {
    const { private: key, cert } = await certificate();
    const server = await serve(json({ secret: 1 }), { key, cert });
    const { seen, host, port } = await startProxy();
    const httpsAgent = new Agent({ ca: cert });
    onTestFinished(() => httpsAgent.destroy());
    const instance = create({
      httpsAgent,
      proxy: { host, port, auth: { username: 'u', password: 'p' } } as never,
    });
    // By name: what axios opens tunnels with takes an address for the name of a server, which Node 26 refuses.
    const url = `https://localhost:${server.port}/a`;
    expect((await instance.get(url, { headers: { connection: 'close' } })).data).toEqual({ secret: 1 });
    expect(seen).toMatchObject([{ method: 'CONNECT', target: `localhost:${server.port}` }]);
    expect(seen[0]?.headers['proxy-authorization']).toBe(`Basic ${btoa('u:p')}`);
    expect(server.requests[0]?.headers['proxy-authorization']).toBeUndefined();
  });

  test('a tunnel that is refused is a failure', async () => {
    const { host, port } = await startProxy(407);
    const error = await rejection(create({ proxy: { host, port } }).get('https://127.0.0.1:1/'));
    expect(error.response?.status ?? error.code).toBeTruthy();
  });

  test('the environment names proxies, and hosts without one', async () => {
    const server = await serve(json({}));
    const { seen, port } = await startProxy();
    environment({ http_proxy: `http://u:p%40@127.0.0.1:${port}` });
    await create().get(`${server.url}/a`);
    expect(seen).toHaveLength(1);
    // axios leaves the password encoded.
    expect(seen[0]?.headers['proxy-authorization']).toBe(`Basic ${btoa(isUndici ? 'u:p@' : 'u:p%40')}`);
    await create({ proxy: false }).get(`${server.url}/b`);
    process.env.no_proxy = 'example.com, 127.0.0.1';
    await create().get(`${server.url}/c`);
    process.env.no_proxy = '*';
    await create().get(`${server.url}/d`);
    process.env.no_proxy = '127.0.0.1:1';
    await create().get(`${server.url}/e`);
    expect(seen.map(({ target }) => target)).toEqual([`${server.url}/a`, `${server.url}/e`]);
  });
});
