/**
 * `no_proxy` may name addresses and networks, as axios reads it. Over undici `::1` was taken for a host with a port, and a
 * network for a host of that name: requests that were to stay at home went to the proxy. Then it knew this machine by one
 * name at a time, no names beyond ASCII, and no `*` without a dot.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type ClientOptions, createClient } from 'holdfast';
import { undici } from 'holdfast/undici';
import { expect, onTestFinished, test, vi } from 'vitest';
import { reply, serve } from '../support/server.js';

const lookup: NonNullable<ClientOptions['lookup']> = (_host, _options, callback) =>
  callback(null, '127.0.0.1', 4);

/** Who answers a request to a server on this machine, where the environment has these exceptions. */
async function answeredBy(exceptions: string, host: string, options: ClientOptions = {}): Promise<unknown> {
  const home = createServer((_req, res) => res.end('home'));
  await new Promise<void>((resolve) => home.listen(0, host === '::1' ? host : '127.0.0.1', resolve));
  onTestFinished(() => void home.close());
  const proxy = await serve(reply(200, 'proxy'));
  for (const name of ['https_proxy', 'all_proxy', 'HTTP_PROXY', 'NO_PROXY']) vi.stubEnv(name, '');
  vi.stubEnv('http_proxy', proxy.url);
  vi.stubEnv('no_proxy', exceptions);
  onTestFinished(() => void vi.unstubAllEnvs());
  const client = createClient({ ...options, lookup });
  onTestFinished(() => client.close());
  const name = host === '::1' ? '[::1]' : host;
  return (await client.get(`http://${name}:${(home.address() as AddressInfo).port}/`)).data;
}

test.each([
  ['::1', '::1'],
  ['[::1]', '::1'],
  ['0:0:0:0:0:0:0:1', '::1'],
  ['example.com,::/64', '::1'],
  ['127.0.0.0/8', '127.0.0.1'],
  ['127.0.0.1', '127.0.0.1'],
  ['127.0.0.1/32', '127.0.0.1'],
  ['127.1', '127.0.0.1'],
  ['::1', '127.0.0.1'],
  ['localhost', '127.0.0.1'],
  ['localhost', '::1'],
  ['0.0.0.0', '127.0.0.1'],
  ['127.0.0.1', 'localhost'],
  ['[::1]', 'localhost'],
  ['münchen.example', 'münchen.example'],
  ['*münchen.example', 'MÜNCHEN.example'],
  ['.münchen.example', 'api.münchen.example'],
  ['xn--mnchen-3ya.example', 'münchen.example'],
  ['*example.com', 'example.com'],
  ['*example.com', 'notexample.com'],
  ['*.example.com', 'api.example.com'],
] as const)('%s excepts %s', async (exceptions, host) => {
  expect(await answeredBy(exceptions, host)).toBe('home');
  expect(await answeredBy(exceptions, host, { transport: undici() })).toBe('home');
});

test.each([
  ['::2', '::1'],
  ['[::1]:1', '::1'],
  ['10.0.0.0/8', '127.0.0.1'],
  ['127.0.0.0/99', '127.0.0.1'],
  ['127.0.0.1:1', '127.0.0.1'],
  ['localhost:1', '127.0.0.1'],
  ['localhost', '10.9.9.9.example'],
  ['127.0.0.0/99', 'localhost'],
  ['127', '127.0.0.1'],
  ['*example.com', 'example.org'],
  ['example.com', 'notexample.com'],
] as const)('%s does not except %s', async (exceptions, host) => {
  expect(await answeredBy(exceptions, host)).toBe('proxy');
  expect(await answeredBy(exceptions, host, { transport: undici() })).toBe('proxy');
});

test.each(['example.com', '*.example.com', '.example.com'])(
  '%s excepts all hosts there, which axios does not',
  async (exceptions) => {
    expect(await answeredBy(exceptions, 'example.com', { transport: undici() })).toBe('home');
    expect(await answeredBy(exceptions, 'api.example.com', { transport: undici() })).toBe('home');
    const host = exceptions === 'example.com' ? 'api.example.com' : 'example.com';
    expect(await answeredBy(exceptions, host)).toBe('proxy');
  },
);
