/**
 * `no_proxy` may name addresses and networks, as axios reads it. Over undici `::1` was taken for a host with a port, and a
 * network for a host of that name: requests that were to stay at home went to the proxy.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createClient } from 'holdfast';
import { undici } from 'holdfast/undici';
import { expect, onTestFinished, test, vi } from 'vitest';
import { reply, serve } from '../support/server.js';

/** Who answers a request to a server on this machine, where the environment has these exceptions. */
async function answeredBy(exceptions: string, host: '127.0.0.1' | '::1'): Promise<unknown> {
  const home = createServer((_req, res) => res.end('home'));
  await new Promise<void>((resolve) => home.listen(0, host, resolve));
  onTestFinished(() => void home.close());
  const proxy = await serve(reply(200, 'proxy'));
  for (const name of ['https_proxy', 'all_proxy', 'HTTP_PROXY', 'NO_PROXY']) vi.stubEnv(name, '');
  vi.stubEnv('http_proxy', proxy.url);
  vi.stubEnv('no_proxy', exceptions);
  onTestFinished(() => void vi.unstubAllEnvs());
  const client = createClient({ transport: undici() });
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
] as const)('%s excepts %s', async (exceptions, host) => {
  expect(await answeredBy(exceptions, host)).toBe('home');
});

test.each([
  ['::2', '::1'],
  ['[::1]:1', '::1'],
  ['10.0.0.0/8', '127.0.0.1'],
  ['127.0.0.0/99', '127.0.0.1'],
  ['127.0.0.1:1', '127.0.0.1'],
  ['::1', '127.0.0.1'],
] as const)('%s does not except %s', async (exceptions, host) => {
  expect(await answeredBy(exceptions, host)).toBe('proxy');
});
