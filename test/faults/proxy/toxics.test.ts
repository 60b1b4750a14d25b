import { once } from 'node:events';
import type { Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { ConfigError } from 'holdfast';
import { expect, test } from 'vitest';
import { TOXICS } from '../../../src/faults/proxy/toxics/index.js';
import { serve } from '../../support/server.js';
import { dial, echo, proxied, proxyTo } from './support.js';

/** Milliseconds until the client has received `text`. */
async function timeTo(client: Awaited<ReturnType<typeof dial>>, text: string): Promise<number> {
  const start = performance.now();
  await expect.poll(() => client.received, { interval: 2, timeout: 5000 }).toBe(text);
  return client.pieces.at(-1)!.time - start;
}

// A timer may fire a little before its time.
const SLACK = 5;

test('latency delays each direction apart, and two of them add up', async () => {
  const { faulty } = await proxied(echo);
  const client = await dial(faulty);
  faulty.add('latency', { latency: '60ms' });
  client.socket.write('a');
  expect(await timeTo(client, 'a')).toBeGreaterThan(60 - SLACK);
  faulty.add('latency', { latency: 70, direction: 'upstream' });
  faulty.add('latency', { latency: 80 });
  client.socket.write('b');
  expect(await timeTo(client, 'ab')).toBeGreaterThan(60 + 70 + 80 - SLACK);
});

test('latency counts from when the data came, and keeps the order', async () => {
  const { faulty } = await proxied(echo);
  faulty.add('latency', { latency: 200, jitter: 50 });
  const client = await dial(faulty);
  const start = performance.now();
  const letters = 'abcdefghijklmnopqrst';
  for (const letter of letters) {
    client.socket.write(letter);
    await wait(5);
  }
  await timeTo(client, letters);
  // Twenty letters that waited for one another would take four seconds.
  expect(client.pieces.at(-1)!.time - start).toBeLessThan(2000);
  expect(client.pieces.length).toBeGreaterThan(1);
});

test('jitter varies the delay, by the seed', async () => {
  const delays: number[] = [];
  const { latency } = TOXICS;
  const settings = latency.read({ latency: 100, jitter: 20 }, '');
  for (const drawn of [0, 0.5, 0.999]) {
    const grip = { settings, random: () => drawn, until: async (time: number) => void delays.push(time) };
    await latency.pass?.({ bytes: Buffer.from('x'), time: 1000 }, async () => {}, grip as never);
  }
  expect(delays.map(Math.round)).toEqual([1080, 1100, 1120]);
});

test('a latency that is taken off lets go what it holds; one that is changed too', async () => {
  const { faulty } = await proxied(echo);
  const client = await dial(faulty);
  const slow = faulty.add('latency', { latency: '1h' });
  client.socket.write('a');
  await wait(30);
  expect(client.received).toBe('');
  slow.remove();
  await timeTo(client, 'a');

  const slower = faulty.add('latency', { latency: '1h' });
  client.socket.write('b');
  await wait(30);
  slower.update({ latency: 30 });
  await timeTo(client, 'ab');
  client.socket.write('c');
  expect(await timeTo(client, 'abc')).toBeGreaterThan(30 - SLACK);
  expect(slower.options).toEqual({ latency: 30 });
});

test('timeout stops all data and the end of the stream, which go on when it is removed', async () => {
  const { faulty } = await proxied(echo);
  const client = await dial(faulty);
  const still = faulty.add('timeout');
  client.socket.end('hello');
  await wait(50);
  still.update({ direction: 'downstream' });
  still.update({ after: '1h' });
  await wait(20);
  expect([client.received, client.socket.readableEnded]).toEqual(['', false]);
  still.remove();
  await client.over;
  expect(client.received).toBe('hello');
});

test('timeout holds the end of the stream by itself, too', async () => {
  const { faulty, server } = await proxied((socket) => socket.write('hello'));
  const client = await dial(faulty);
  await timeTo(client, 'hello');
  const still = faulty.add('timeout');
  for (const socket of server.sockets) socket.end();
  await wait(50);
  expect(client.socket.readableEnded).toBe(false);
  still.remove();
  await client.over;
});

test('a connection that breaks is over at both ends, though its end would be held', async () => {
  const { faulty, server } = await proxied(echo);
  await dial(faulty);
  await expect.poll(() => server.sockets.size).toBe(1);
  faulty.add('timeout', { direction: 'upstream' });
  faulty.add('reset');
  await expect.poll(() => [faulty.connections, server.sockets.size]).toEqual([0, 0]);
});

test('timeout closes the connection after its time, with nothing let through', async () => {
  const { faulty, server } = await proxied(echo);
  faulty.add('timeout', { after: 80 });
  const start = performance.now();
  const client = await dial(faulty);
  client.socket.write('hello');
  await client.over;
  expect(performance.now() - start).toBeGreaterThan(80 - SLACK - 10);
  expect([client.received, client.failure]).toEqual(['', undefined]);
  await expect.poll(() => [faulty.connections, server.sockets.size]).toEqual([0, 0]);
});

test('the time of a timeout counts anew when it is changed, and no more when it is removed', async () => {
  const { faulty } = await proxied(echo);
  const [changed, spared] = [await dial(faulty), await dial(faulty)];
  await expect.poll(() => faulty.connections).toBe(2);
  const still = faulty.add('timeout', { after: '60ms' });
  still.remove();
  spared.socket.write('hello');
  await timeTo(spared, 'hello');
  await wait(100);
  expect(faulty.connections).toBe(2);
  spared.socket.destroy();
  await spared.over;

  const again = faulty.add('timeout', { after: '1h' });
  again.update({ after: '20ms' });
  await changed.over;
  await expect.poll(() => faulty.connections).toBe(0);
});

test('timeout upstream: the server hears nothing, but may speak', async () => {
  let heard = '';
  const { faulty } = await proxied((socket) => {
    socket.write('welcome');
    socket.on('data', (bytes) => {
      heard += bytes;
    });
  });
  faulty.add('timeout', { direction: 'upstream' });
  const client = await dial(faulty);
  client.socket.write('hello');
  await timeTo(client, 'welcome');
  await wait(30);
  expect(heard).toBe('');
  faulty.clear();
  await expect.poll(() => heard).toBe('hello');
  expect(faulty.toxics).toEqual([]);
});

test('reset cuts a live connection with RST towards the client; the server sees a close', async () => {
  const { faulty, server } = await proxied(echo);
  const client = await dial(faulty);
  await expect.poll(() => server.sockets.size).toBe(1);
  const [socket] = server.sockets as Set<Socket>;
  faulty.add('reset');
  await client.over;
  expect(client.failure).toBe('ECONNRESET');
  await expect.poll(() => server.sockets.size).toBe(0);
  expect(socket!.errored).toBe(null);
});

test('reset upstream cuts towards the server; the client sees a close', async () => {
  const { faulty, server } = await proxied(echo);
  const client = await dial(faulty);
  await expect.poll(() => server.sockets.size).toBe(1);
  const [socket] = server.sockets as Set<Socket>;
  faulty.add('reset', { direction: 'upstream' });
  await once(socket!, 'close').catch(() => {});
  expect((socket!.errored as NodeJS.ErrnoException).code).toBe('ECONNRESET');
  await client.over;
  expect(client.failure).toBe(undefined);
});

test('reset both ways cuts both ends', async () => {
  const { faulty, server } = await proxied(echo);
  const client = await dial(faulty);
  await expect.poll(() => server.sockets.size).toBe(1);
  const [socket] = server.sockets as Set<Socket>;
  faulty.add('reset', { direction: 'both' });
  await once(socket!, 'close').catch(() => {});
  await client.over;
  expect([client.failure, (socket!.errored as NodeJS.ErrnoException).code]).toEqual([
    'ECONNRESET',
    'ECONNRESET',
  ]);
});

test('reset waits for its time, in which data passes', async () => {
  const { faulty } = await proxied(echo);
  faulty.add('reset', { after: 100 });
  const client = await dial(faulty);
  client.socket.write('hello');
  await timeTo(client, 'hello');
  await client.over;
  expect(client.failure).toBe('ECONNRESET');
});

test('slow close passes the data at once and the close late', async () => {
  const { faulty } = await proxied((socket) => socket.end('hello'));
  const slow = faulty.add('slow-close', { delay: 120 });
  const client = await dial(faulty);
  await timeTo(client, 'hello');
  const { time } = client.pieces[0]!;
  await client.over;
  expect(performance.now() - time).toBeGreaterThan(120 - SLACK - 10);

  slow.update({ delay: '1h' });
  const second = await dial(faulty);
  await timeTo(second, 'hello');
  slow.remove();
  await second.over;
});

test('bandwidth lets through so many bytes per second', async () => {
  const { faulty } = await proxied(echo);
  const slow = faulty.add('bandwidth', { rate: 20_000 });
  const client = await dial(faulty);
  const text = '0123456789'.repeat(1000);
  client.socket.write(text);
  // 10,000 bytes take half a second, less the piece that may come at once.
  const taken = await timeTo(client, text);
  expect(taken).toBeGreaterThan(430);
  expect(taken).toBeLessThan(3000);
  expect(client.pieces.length).toBeGreaterThan(4);

  slow.update({ rate: 1 });
  client.socket.write(text);
  await wait(30);
  slow.remove();
  await timeTo(client, text + text);
});

test('slicer sends small slices with a delay between', async () => {
  const { faulty } = await proxied(echo);
  faulty.add('slicer', { size: 3, delay: 15 });
  const client = await dial(faulty);
  client.socket.write('abcdefgh');
  expect(await timeTo(client, 'abcdefgh')).toBeGreaterThan(2 * (15 - SLACK));
  expect(client.pieces.map(({ text }) => text)).toEqual(['abc', 'def', 'gh']);
});

test('slices vary by the seed, and none is empty', async () => {
  const sizes: number[] = [];
  const settings = TOXICS.slicer.read({ size: 4, variation: 3 }, '');
  let draw = 0;
  const grip = { settings, lifted: false, random: () => (draw++ % 10) / 10, wait: async () => {} };
  const text = 'abcdefghijklmnopqrstuvwxyz';
  let passed = '';
  await TOXICS.slicer.pass?.(
    { bytes: Buffer.from(text), time: 0 },
    async ({ bytes }) => {
      passed += bytes;
      sizes.push(bytes.length);
    },
    grip as never,
  );
  expect(passed).toBe(text);
  expect(Math.min(...sizes)).toBe(1);
  expect(Math.max(...sizes)).toBeGreaterThan(4);
  expect(Math.max(...sizes)).toBeLessThanOrEqual(7);
});

test('limit passes exactly so many bytes, then closes', async () => {
  const { faulty, server } = await proxied(echo);
  faulty.add('limit', { bytes: 7 });
  const client = await dial(faulty);
  client.socket.write('abcd');
  await timeTo(client, 'abcd');
  client.socket.write('efghij');
  await client.over;
  expect([client.received, client.failure]).toEqual(['abcdefg', undefined]);
  await expect.poll(() => [faulty.connections, server.sockets.size]).toEqual([0, 0]);
});

test('limit cuts an HTTP reply, as a client sees it', async () => {
  const server = await serve((_req, res) => res.end('x'.repeat(5000)));
  const faulty = await proxyTo(server.url);
  faulty.add('limit', { bytes: 1000 });
  await expect(fetch(faulty.url).then((reply) => reply.text())).rejects.toThrow();
});

test('limit upstream: the server gets so many bytes of the request', async () => {
  let heard = '';
  const { faulty, server } = await proxied((socket) =>
    socket.on('data', (bytes) => {
      heard += bytes;
    }),
  );
  faulty.add('limit', { bytes: 3, direction: 'upstream' });
  const client = await dial(faulty);
  client.socket.write('abcdef');
  await client.over;
  await expect.poll(() => server.sockets.size).toBe(0);
  expect(heard).toBe('abc');
});

/** Which of ten connections are reset. */
async function fates(seed: number, toxicity: number): Promise<boolean[]> {
  const { faulty } = await proxied((socket) => socket.end('hello'), { seed });
  expect(faulty.seed).toBe(seed);
  faulty.add('limit', { bytes: 1, toxicity });
  const cut: boolean[] = [];
  for (let n = 0; n < 10; n++) {
    const client = await dial(faulty);
    await client.over;
    cut.push(client.received === 'h');
  }
  return cut;
}

test('toxicity is the chance of each connection, drawn from the seed', async () => {
  const first = await fates(7, 0.5);
  expect(await fates(7, 0.5)).toEqual(first);
  expect(await fates(8, 0.5)).not.toEqual(first);
  expect(new Set(first)).toEqual(new Set([true, false]));
  expect(await fates(7, 0)).not.toContain(true);
  expect(await fates(7, 1)).not.toContain(false);
});

test('toxicity can be changed while connections live', async () => {
  const { faulty } = await proxied(echo);
  const client = await dial(faulty);
  const still = faulty.add('timeout', { toxicity: 0 });
  client.socket.write('a');
  await timeTo(client, 'a');
  still.update({ toxicity: 1 });
  client.socket.write('b');
  await wait(30);
  expect(client.received).toBe('a');
  still.update({ toxicity: 0 });
  await timeTo(client, 'ab');
});

test('toxics work in the order in which they were added', async () => {
  const { faulty } = await proxied(echo);
  faulty.add('limit', { bytes: 4 });
  faulty.add('slicer', { size: 2, delay: 50 });
  const client = await dial(faulty);
  client.socket.write('abcdefgh');
  await client.over;
  expect(client.pieces.map(({ text }) => text)).toEqual(['ab', 'cd']);
  expect(faulty.toxics.map(({ kind }) => kind)).toEqual(['limit', 'slicer']);
});

test('one that was removed does nothing to what is still held before it', async () => {
  const { faulty } = await proxied(echo);
  const client = await dial(faulty);
  const [slow, cut] = [faulty.add('latency', { latency: '1h' }), faulty.add('limit', { bytes: 1 })];
  client.socket.write('abc');
  await wait(50);
  cut.remove();
  slow.remove();
  await timeTo(client, 'abc');
  client.socket.write('d');
  await timeTo(client, 'abcd');
});

test('one that was removed is not revived by an update', async () => {
  const { faulty } = await proxied(echo);
  const still = faulty.add('timeout', { toxicity: 0 });
  const client = await dial(faulty);
  await expect.poll(() => faulty.connections).toBe(1);
  still.remove();
  still.update({ toxicity: 1 });
  client.socket.write('a');
  await timeTo(client, 'a');
});

test.each([
  ['latency', {}, 'latency'],
  ['latency', { latency: '1 s' }, 'latency'],
  ['latency', { latency: 1, jitter: -1 }, 'jitter'],
  ['timeout', { after: 'soon' }, 'after'],
  ['reset', { after: -1 }, 'after'],
  ['slow-close', {}, 'delay'],
  ['bandwidth', { rate: 0 }, 'rate'],
  ['slicer', { size: 0 }, 'size'],
  ['slicer', { size: 3, variation: 3 }, 'variation'],
  ['limit', { bytes: 1.5 }, 'bytes'],
  ['limit', { bytes: 1, toxicity: 2 }, 'toxicity'],
  ['limit', { bytes: 1, direction: 'sideways' }, 'direction'],
  ['limit', { bites: 1 }, 'bites'],
])("%s refuses %o: option '%s'", async (kind, options, option) => {
  const { faulty } = await proxied(echo);
  expect(() => faulty.add(kind as 'limit', options as never)).toThrow(ConfigError);
  expect(() => faulty.add(kind as 'limit', options as never)).toThrow(
    new RegExp(`proxy\\.add\\('${kind}'\\): (unknown )?option '${option}'`),
  );
  expect(faulty.toxics).toEqual([]);
});

test('a change that makes no sense changes nothing', async () => {
  const { faulty } = await proxied(echo);
  const slow = faulty.add('latency', { latency: 1 });
  expect(() => slow.update({ latency: -1 })).toThrow(ConfigError);
  expect(slow.options).toEqual({ latency: 1 });
  expect(() => faulty.add('earthquake' as never)).toThrow(/unknown toxic "earthquake"; known are latency/);
});

test('each says in a line what it does', () => {
  for (const [name, { summary }] of Object.entries(TOXICS)) expect(summary, name).toMatch(/^[a-z].{20,110}$/);
});
