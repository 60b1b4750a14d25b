import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { useVirtualClock } from '../support/virtual-clock.js';
import { ask, start, type Wire } from './wire.js';

const ITEM = '{"id":"7","summary":"buy milk","done":false}';
const END_OF_HEAD = '\r\n\r\n';

/** Waits for a reply of this length, and takes it apart. */
async function reply(wire: Wire) {
  await wire.seen(END_OF_HEAD);
  const length = Number(/Content-Length: (\d+)/.exec(wire.text)?.[1] ?? 0);
  const start = wire.text.indexOf(END_OF_HEAD) + END_OF_HEAD.length;
  await wire.seen(start + length);
  return { head: wire.text.slice(0, start), body: wire.bytes.subarray(start) };
}

test('no-content-type is JSON that does not say so', async () => {
  const faults = await start({ only: ['no-content-type'] });
  const { head, body } = await reply(await ask(faults.url('no-content-type')));
  expect(head).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
  expect(head).not.toMatch(/content-type/i);
  expect(body.toString()).toBe(ITEM);
});

test('wrong-content-type is a page called JSON, or JSON called anything', async () => {
  const faults = await start({ only: ['wrong-content-type'] });
  const page = await reply(await ask(faults.url('wrong-content-type')));
  expect(page.head).toContain('Content-Type: application/json\r\n');
  expect(page.body.toString()).toMatch(/^<!doctype html>/);
  const json = await reply(await ask(faults.url('wrong-content-type', { type: 'text/html' })));
  expect(json.head).toContain('Content-Type: text/html\r\n');
  expect(json.body.toString()).toBe(ITEM);
});

test('dropped-bytes loses bytes of the body at random, which a seed repeats', async () => {
  const lossy = async (seed: number, part: 'body' | 'whole') => {
    const faults = await start({ only: ['dropped-bytes'], seed });
    const wire = await ask(faults.url('dropped-bytes', { part }));
    expect(await wire.over()).toBe('end');
    return wire.text;
  };
  const head = `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: ${ITEM.length}\r\n\r\n`;
  const text = await lossy(1, 'body');
  expect(text.slice(0, head.length)).toBe(head);
  expect(text).toHaveLength(head.length + ITEM.length - 3);
  expect(await lossy(1, 'body')).toBe(text);
  expect(await lossy(2, 'body')).not.toBe(text);
  const whole = await lossy(1, 'whole');
  expect(whole).toHaveLength(head.length + ITEM.length - 3);
  expect(whole.startsWith(head)).toBe(false);
});

test('slow-header sends a byte of the head at a time', async () => {
  const clock = useVirtualClock();
  const faults = await start({ only: ['slow-header'] });
  const wire = await ask(faults.url('slow-header', { ms: 1000 }));
  await expect.poll(() => clock.timers.size).toBe(1);
  clock.advance(12_999);
  await wire.seen(12);
  expect(wire.text).toBe('HTTP/1.1 200');
  const head = `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: ${ITEM.length}\r\n\r\n`;
  clock.advance(1000 * (head.length - 12));
  expect(await wire.over()).toBe('end');
  expect(wire.text).toBe(head + ITEM);
});

test('endless-chunks sends chunks as long as somebody listens', async () => {
  const clock = useVirtualClock();
  const faults = await start({ only: ['endless-chunks'] });
  const wire = await ask(faults.url('endless-chunks'));
  await wire.seen('{"more": true}');
  expect(wire.text).toContain('Transfer-Encoding: chunked\r\n');
  clock.advance(500_000);
  await wire.seen('{"more": true}'.length * 5000);
  expect([wire.ending, wire.text.includes('\r\n0\r\n')]).toEqual([undefined, false]);
  wire.socket.destroy();
  await expect.poll(() => clock.timers.size).toBe(0);
});

test('cut-chunks closes without the last chunk', async () => {
  const faults = await start({ only: ['cut-chunks'] });
  const wire = await ask(faults.url('cut-chunks'));
  expect(await wire.over()).toBe('end');
  expect(wire.text).toMatch(/Transfer-Encoding: chunked\r\n/);
  expect(wire.text.endsWith(`\r\n\r\n${ITEM.length.toString(16)}\r\n${ITEM}\r\n`)).toBe(true);
});

test('gzip-garbage does not unpack, for one reason or another', async () => {
  const faults = await start({ only: ['gzip-garbage'] });
  for (const [kind, message] of [
    ['noise', 'incorrect header check'],
    ['cut', 'unexpected end of file'],
    ['checksum', 'incorrect data check'],
  ] as const) {
    const { head, body } = await reply(await ask(faults.url('gzip-garbage', { kind })));
    expect(head).toContain('Content-Encoding: gzip\r\n');
    expect(() => gunzipSync(body), kind).toThrow(message);
  }
});

test('gzip-bomb unpacks to a thousand times its size', async () => {
  const faults = await start({ only: ['gzip-bomb'] });
  const wire = await ask(faults.url('gzip-bomb', { mib: 16 }));
  await wire.seen('\r\n0\r\n\r\n');
  expect(wire.bytes.length).toBeLessThan(32 * 1024);
  const unpacked = await (await fetch(faults.url('gzip-bomb', { mib: 16 }))).arrayBuffer();
  expect(unpacked.byteLength).toBe(16 * 1024 * 1024);
});

test('redirect-loop leads back to itself, or ever on', async () => {
  const faults = await start({ only: ['redirect-loop'] });
  const same = await reply(await ask(faults.url('redirect-loop')));
  expect(same.head).toMatch(/^HTTP\/1\.1 302 .*\r\nLocation: \/\r\n/s);
  const on = await reply(await ask(faults.url('redirect-loop', { to: 'new', status: 307 })));
  expect(on.head).toMatch(/^HTTP\/1\.1 307 /);
  expect(on.head).toContain('Location: /?to=new&status=307&hop=1\r\n');
  const further = await reply(await ask(`${faults.url('redirect-loop')}?to=new&hop=1`));
  expect(further.head).toContain('Location: /?to=new&hop=2\r\n');
});

test('redirect-elsewhere leads to another origin, which has on record what came along', async () => {
  const faults = await start({ only: ['redirect-elsewhere'] });
  const url = faults.url('redirect-elsewhere');
  const { head } = await reply(await ask(url));
  expect(head).toContain(`Location: http://localhost:${faults.port('redirect-elsewhere')}/elsewhere\r\n`);
  const back = await reply(await ask(url, { headers: { Host: `localhost:${new URL(url).port}` } }));
  expect(back.head).toContain(`Location: ${url}elsewhere\r\n`);
  const to = 'https://example.com/';
  const far = await reply(await ask(faults.url('redirect-elsewhere', { to })));
  expect(far.head).toContain(`Location: ${to}\r\n`);

  const response = await fetch(url, { headers: { 'X-Api-Key': 'secret' } });
  expect(await response.text()).toBe(ITEM);
  expect(faults.requests('redirect-elsewhere').at(-1)).toMatchObject({
    url: '/elsewhere',
    headers: { 'x-api-key': 'secret' },
  });
});
