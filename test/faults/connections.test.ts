import { expect, test } from 'vitest';
import { ask, request, start, type Wire } from './wire.js';

const ITEM = '{"id":"7","summary":"buy milk","done":false}';
const replies = (wire: Wire): number => wire.text.split('HTTP/1.1 200 OK').length - 1;

test.each([
  ['close', 'end'],
  ['reset', 'ECONNRESET'],
] as const)('keep-alive-close keeps the connection, and at the next request: %s', async (how, ending) => {
  const faults = await start({ only: ['keep-alive-close'] });
  const url = faults.url('keep-alive-close', { how });
  const wire = await ask(url);
  await wire.seen(ITEM);
  expect(wire.text).toContain('Connection: keep-alive');
  expect(wire.ending).toBeUndefined();
  wire.send(request(url));
  expect(await wire.over()).toBe(ending);
  expect(replies(wire)).toBe(1);
  expect(faults.requests()).toMatchObject([{ connection: 1 }, { connection: 1 }]);
});

test.each([true, false])('close-ignored says close, and does not (length: %s)', async (length) => {
  const faults = await start({ only: ['close-ignored'] });
  const url = faults.url('close-ignored', { length });
  const wire = await ask(url, { headers: { Connection: 'keep-alive' } });
  await wire.seen(ITEM);
  expect(wire.text).toContain('Connection: close\r\n');
  expect(wire.text.includes('Content-Length')).toBe(length);
  wire.send(request(url));
  await expect.poll(() => replies(wire)).toBe(2);
  expect(wire.ending).toBeUndefined();
  const closing = await ask(url, { headers: { Connection: 'close' } });
  await closing.seen(ITEM);
  expect(closing.ending).toBeUndefined();
});

test('continue-stalled never says to continue, and answers a body that comes all the same', async () => {
  const faults = await start({ only: ['continue-stalled'] });
  const url = faults.url('continue-stalled');
  const wire = await ask(url, {
    method: 'POST',
    headers: { Expect: '100-continue', 'Content-Length': '4' },
  });
  await expect.poll(() => faults.requests()).toHaveLength(1);
  expect(wire.text).toBe('');
  wire.send('body');
  await wire.seen(ITEM);
  expect(wire.text).toMatch(/^HTTP\/1\.1 200 OK/);
  expect(faults.requests()[0]).toMatchObject({ method: 'POST', bodyBytes: 4 });
});

test('goaway answers one request and leaves those that wait on all connections', async () => {
  const faults = await start({ only: ['goaway'] });
  const url = faults.url('goaway', { ms: 60_000, every: 3 });
  const waiting = [await ask(url), await ask(url)];
  await expect.poll(() => faults.requests()).toHaveLength(2);
  const answered = await ask(url);
  expect(await answered.over()).toBe('end');
  expect(answered.text).toContain('Connection: close\r\n');
  expect(answered.text.endsWith(ITEM)).toBe(true);
  for (const wire of waiting) expect([await wire.over(), wire.text]).toEqual(['end', '']);
  const next = await ask(faults.url('goaway', { ms: 1 }));
  await next.seen(ITEM);
  expect(next.ending).toBeUndefined();
});
