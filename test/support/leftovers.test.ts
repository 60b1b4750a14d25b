import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { expect, test } from 'vitest';
import { leftovers, resources } from './leftovers.js';

const noGrace = 0;

test('a timer that is still running is found, and is gone once cleared', async () => {
  const before = resources();
  const timer = setInterval(() => {}, 60_000);
  expect(await leftovers(before, noGrace)).toEqual(['1 Timeout']);
  clearInterval(timer);
  expect(await leftovers(before)).toEqual([]);
});

test('a server and both ends of a connection are found, and are gone once closed', async () => {
  const before = resources();
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  expect(await leftovers(before, noGrace)).toEqual(['1 TCPServerWrap']);

  const client = connect((server.address() as AddressInfo).port, '127.0.0.1');
  const [[serverSide]] = await Promise.all([once(server, 'connection'), once(client, 'connect')]);
  expect(await leftovers(before, noGrace)).toEqual(['1 TCPServerWrap', '2 TCPSocketWrap']);

  client.destroy();
  serverSide.destroy();
  server.close();
  expect(await leftovers(before)).toEqual([]);
});

test('a listener on the process is found', async () => {
  const before = resources();
  const listener = (): void => {};
  process.on('SIGUSR2', listener);
  // Node opens a handle of its own for a signal, which is not of the kinds that are counted.
  expect(await leftovers(before, noGrace)).toEqual(["1 process.on('SIGUSR2')"]);
  process.off('SIGUSR2', listener);
  expect(await leftovers(before)).toEqual([]);
});

test('what goes away within the grace period is not left behind', async () => {
  const before = resources();
  setTimeout(() => {}, 50);
  expect(await leftovers(before)).toEqual([]);
});
