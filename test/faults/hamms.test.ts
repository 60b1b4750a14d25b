/** hamms 1.3 as its users know it, port by port; the bytes are those of its source. */
import { once } from 'node:events';
import { connect } from 'node:net';
import type { FaultName } from 'holdfast/faults';
import { expect, test } from 'vitest';
import { useVirtualClock } from '../support/virtual-clock.js';
import { ask, dial, start } from './wire.js';

const hamms = (...only: FaultName[]) => start({ hamms: true, only });

/** The reply without its date, which is nobody's to foresee. */
const undated = (text: string): string => text.replace(/Date: .*\r\n/, '');

const get = async (url: string, init: RequestInit = {}) => {
  const response = await fetch(url, { redirect: 'manual', ...init });
  return {
    status: response.status,
    type: response.headers.get('content-type'),
    headers: response.headers,
    text: await response.text(),
  };
};

test('+0 refuses connections', async () => {
  const faults = await hamms('refused');
  const [error] = await once(connect(faults.port(0), '127.0.0.1'), 'error');
  expect(error.code).toBe('ECONNREFUSED');
});

test('+1 accepts, reads, and never writes or closes', async () => {
  const faults = await hamms('silent');
  const wire = await ask(faults.url('silent'));
  wire.send('x'.repeat(1024 * 1024));
  await expect.poll(() => wire.socket.writableLength).toBe(0);
  await expect.poll(() => faults.requests('silent')).toHaveLength(1);
  expect([wire.text, wire.ending]).toEqual(['', undefined]);
});

test('+2 closes on connect', async () => {
  const faults = await hamms('close-on-connect');
  const wire = await dial(faults.port(2));
  expect([await wire.over(), wire.text]).toEqual(['end', '']);
});

test('+3 closes on the first data', async () => {
  const faults = await hamms('close-on-data');
  const wire = await dial(faults.port(3));
  wire.send('x');
  expect([await wire.over(), wire.text]).toEqual(['end', '']);
  expect(faults.requests('close-on-data')).toMatchObject([{ method: '', bodyBytes: 0 }]);
});

test('+4 writes "foo bar" on connect and closes', async () => {
  const faults = await hamms('garbage-on-connect');
  const wire = await dial(faults.port(4));
  expect([await wire.over(), wire.text]).toEqual(['end', 'foo bar']);
});

test('+5 writes "foo bar" on data and closes, and not before', async () => {
  const faults = await hamms('garbage-on-data');
  const patient = await dial(faults.port(5));
  const wire = await ask(faults.url('garbage-on-data'));
  expect([await wire.over(), wire.text]).toEqual(['end', 'foo bar']);
  expect([patient.text, patient.ending]).toEqual(['', undefined]);
});

test.each([
  ['drip-5s', 5_000, 235_000],
  ['drip-30s', 30_000, 1_410_000],
] as const)('%s sends 46 bytes, one each %i ms, and closes at %i', async (name, every, end) => {
  const clock = useVirtualClock();
  const faults = await hamms(name);
  const wire = await ask(faults.url(name));
  await expect.poll(() => clock.timers.size).toBe(1);
  clock.advance(every - 1);
  clock.advance(1);
  await wire.seen(1);
  expect(wire.text).toBe('H');
  clock.advance(every * 2);
  await wire.seen(3);
  expect(wire.text).toBe('HTT');
  clock.advance(end - every * 3 - 1);
  await wire.seen(46);
  expect(wire.text).toBe('HTTP/1.1 204 No Content\r\nServer: Hamms/1.3\r\n\r\n');
  expect([wire.ending, clock.timers.size]).toEqual([undefined, 1]);
  clock.advance(1);
  expect(await wire.over()).toBe('end');
  expect(clock.delays).toEqual(Array(47).fill(every));
});

test('a drip ends with the connection, and with the server', async () => {
  const clock = useVirtualClock();
  const faults = await hamms('drip-5s');
  const gone = await ask(faults.url('drip-5s'));
  await expect.poll(() => clock.timers.size).toBe(1);
  gone.socket.destroy();
  await expect.poll(() => clock.timers.size).toBe(0);
  const wire = await ask(faults.url('drip-5s'));
  await expect.poll(() => clock.timers.size).toBe(1);
  clock.advance(10_000);
  await wire.seen(2);
  await faults.stop();
  await wire.over();
  expect([clock.timers.size, wire.text]).toEqual([0, 'HT']);
});

test('+8 answers with the headers of the request after ?sleep seconds, by default 5', async () => {
  const clock = useVirtualClock();
  const faults = await hamms('sleep');
  const wire = await ask(faults.url('sleep'), { headers: { 'X-Some-Header': 'x' } });
  await expect.poll(() => clock.delays).toEqual([5_000]);
  clock.advance(5_000);
  const body = `{"headers": {"Host": "127.0.0.1:${faults.port(8)}", "X-Some-Header": "x"}}`;
  await wire.seen(body);
  expect(undated(wire.text)).toBe(
    `HTTP/1.1 200 OK\r\nServer: Hamms/1.3\r\nContent-Length: ${body.length}\r\nContent-Type: application/json\r\n` +
      `Connection: keep-alive\r\n\r\n${body}`,
  );
  await ask(faults.url('sleep', { sleep: 0.25 }));
  await expect.poll(() => clock.delays).toEqual([5_000, 250]);
  const headers = { 'Content-Type': 'application/x-www-form-urlencoded' };
  await ask(faults.url('sleep'), { headers, body: 'sleep=2' });
  await expect.poll(() => clock.delays).toEqual([5_000, 250, 2_000]);
});

test('+9 answers with ?status, and what belongs to it', async () => {
  const faults = await hamms('status');
  expect((await get(faults.url('status'))).status).toBe(200);
  expect((await get(faults.url('status', { status: 503 }))).headers.get('server')).toBe('Hamms/1.3');
  for (const status of [301, 302, 303, 305, 307]) {
    const { headers, ...answer } = await get(faults.url('status', { status }));
    expect([answer.status, headers.get('location')]).toEqual([status, '/redirect/1']);
  }
  const challenge = (await get(faults.url('status', { status: 401 }))).headers.get('www-authenticate');
  expect(challenge).toBe('Basic realm="Fake Realm"');
  const wire = await ask(faults.url('status', { status: 407 }));
  await wire.seen('Proxy-Authenticate: Basic realm="Fake Realm"\r\n');
  expect((await get(faults.url('status', { status: 418 }))).text).toContain('teapot');
  expect((await get(faults.url('status', { status: 406 }))).text).toContain('supported media type');
  const nothing = await ask(faults.url('status', { status: 204 }));
  await nothing.seen('\r\n\r\n');
  expect(nothing.text).not.toContain('Content-Length');
  expect((await get(`${faults.url('status')}redirect/1`)).status).toBe(404);
  expect((await get(faults.url('status'), { method: 'POST' })).status).toBe(405);
});

test('+10 writes 1 MiB past a Content-Length of 3, on connect', async () => {
  const faults = await hamms('long-body');
  const wire = await dial(faults.port(10));
  expect(await wire.over()).toBe('end');
  const head =
    'HTTP/1.1 200 OK\r\nServer: Hamms/1.3\r\nContent-Type: text/plain\r\nContent-Length: 3\r\nConnection: keep-alive\r\n\r\n';
  expect(wire.text === head + 'a'.repeat(1024 * 1024)).toBe(true);
});

test('+11 sends a Cookie header of ?size bytes, by default 63 KiB', async () => {
  const faults = await hamms('large-header');
  const wire = await ask(faults.url('large-header'));
  await wire.seen('}}');
  expect(/\r\nCookie: (a*)\r\n/.exec(wire.text)?.[1]).toHaveLength(63 * 1024);
  const small = await get(faults.url('large-header', { size: 10 }));
  expect([small.headers.get('cookie'), small.type]).toEqual(['aaaaaaaaaa', 'application/json']);
});

test('+12 counts the tries of each key', async () => {
  const faults = await hamms('counters');
  const url = faults.url('counters');
  const key = faults.url('counters', { key: 'hamms-test' });
  const answers = async (at: string, init?: RequestInit) => {
    const { status, text } = await get(at, init);
    return [status, text];
  };
  expect(await answers(`${url}?tries=foo`)).toEqual([
    400,
    '{"error": "Please pass an integer number of tries", "key": "default", "success": false}',
  ]);
  const failed = (left: number, name: string): unknown[] => [
    500,
    `{"error": "The server had an error. Try again ${left} more time${left === 1 ? '' : 's'}", ` +
      `"tries_remaining": ${left}, "key": "${name}", "success": false}`,
  ];
  const done = (left: number, name: string): unknown[] => [
    200,
    `{"key": "${name}", "tries_remaining": ${left}, "success": true}`,
  ];
  expect(await answers(key)).toEqual(failed(2, 'hamms-test'));
  expect(await answers(key, { method: 'DELETE' })).toEqual(failed(1, 'hamms-test'));
  expect(await answers(faults.url('counters', { key: 'other-key' }))).toEqual(failed(2, 'other-key'));
  expect(await answers(key)).toEqual(done(0, 'hamms-test'));
  expect(await answers(key)).toEqual(done(-1, 'hamms-test'));
  expect(await answers(`${url}counters?key=hamms-test&tries=7`, { method: 'POST' })).toEqual(
    done(7, 'hamms-test'),
  );
  const form = new URLSearchParams({ key: 'form', tries: '2' });
  expect(await answers(`${url}counters`, { method: 'POST', body: form })).toEqual(done(2, 'form'));
  expect(await answers(key)).toEqual(failed(6, 'hamms-test'));
  expect(await answers(url)).toEqual(failed(2, 'default'));
  expect(await answers(faults.url('counters', { key: 'foo', tries: 1 }))).toEqual(done(0, 'foo'));
  expect(await answers(`${url}counters`)).toEqual([
    200,
    '{"counters": {"hamms-test": 6, "other-key": 2, "form": 2, "default": 2, "foo": 0}, "success": true}',
  ]);
  await faults.reset();
  expect(await answers(key)).toEqual(failed(2, 'hamms-test'));
  expect(await answers(faults.url('counters', { key: 'Käse' }))).toEqual(failed(2, 'K\\u00e4se'));
});

test('+13 drops requests at the rate of ?failrate, by default 0.05', async () => {
  const faults = await start({ hamms: true, only: ['drop-requests'], seed: 5 });
  const dropped = await ask(faults.url('drop-requests', { failrate: 1 }));
  expect([await dropped.over(), dropped.text]).toEqual(['end', '']);
  const answered = await ask(faults.url('drop-requests', { failrate: 0 }));
  expect([await answered.over(), answered.text]).toEqual([
    'end',
    'HTTP/1.1 200 OK\r\nServer: Hamms/1.3\r\nContent-Type: application/json\r\n\r\n{"success": true}',
  ]);
  let lost = 0;
  for (let n = 0; n < 200; n++)
    lost += await get(faults.url('drop-requests')).then(
      () => 0,
      () => 1,
    );
  expect(lost).toBeGreaterThan(1);
  expect(lost).toBeLessThan(30);
});

test('+14 answers in a format that was not asked for', async () => {
  const faults = await hamms('unacceptable');
  const typeFor = async (Accept: string) =>
    (await get(faults.url('unacceptable'), { headers: { Accept } })).type;
  // These are the assertions of hamms' own test.
  expect(await typeFor('text/morse')).toBe('application/json');
  expect(await typeFor('application/json;q=0.3,text/morse;q=0.5')).toBe('text/html');
  expect(await typeFor('application/json;q=0.3;')).toBe('text/morse');
  expect(await typeFor('*/*;q=0.3,')).toBe('text/morse');
  expect(await typeFor('text/*;q=0.3,')).toBe('application/json');
  expect(await typeFor('application/*;q=0.3,text/morse;q=0.5')).toBe('text/csv');

  const morse = (await get(faults.url('unacceptable'), { headers: { Accept: 'text/html' } })).text;
  expect(morse).toMatch(/^-\.{4}-\.-\.{5}- \.--\.-\. \.{3}-.*\.{3}----\.--\.$/); // DEAREST ANN STOP ... STOP
  const json = (await get(faults.url('unacceptable'), { headers: { Accept: 'text/morse' } })).text;
  expect(json).toBe('{"status": 200, "message": "This is a JSON response. You did not ask for JSON data."}');
});

test.each([
  ['application/json', 'application/json', 85],
  ['text/html;q=0.1, */*', 'application/json', 85],
  ['text/html', 'text/html', 44],
  ['text/plain', 'text/plain', 25],
  ['text/xml', 'text/xml', 59],
  ['nothing/known', 'application/json', 85],
])('+15 and +16 give Accept: %s the start of a document of %s, %i bytes', async (Accept, type, bytes) => {
  const faults = await hamms('stalled-body', 'truncated-body');
  const stalled = await ask(faults.url('stalled-body'), { headers: { Accept } });
  await stalled.seen('\r\n\r\n');
  await stalled.seen(stalled.text.indexOf('\r\n\r\n') + 4 + bytes);
  const [head, start = ''] = stalled.text.split('\r\n\r\n');
  expect(undated(`${head}\r\n`)).toBe(
    `HTTP/1.1 200 OK\r\nServer: Hamms/1.3\r\nContent-Length: 2300\r\nContent-Type: ${type}\r\nConnection: keep-alive\r\n`,
  );
  expect([start.length, stalled.ending]).toEqual([bytes, undefined]);

  const truncated = await ask(faults.url('truncated-body'), { headers: { Accept } });
  expect(await truncated.over()).toBe('end');
  expect(truncated.text).toBe(
    `HTTP/1.1 200 OK\r\nContent-Type: ${type}\r\nContent-Length: ${bytes + 2000}\r\n\r\n${start}`,
  );
});

test('without the option hamms is not mentioned, and every path gets the fault', async () => {
  const faults = await start();
  const drip = await ask(faults.url('drop-requests', { failrate: 0 }));
  await drip.over();
  expect(drip.text).not.toContain('Hamms');
  const { status, headers } = await get(`${faults.url('status')}items/7?status=503`, { method: 'DELETE' });
  expect([status, headers.get('server')]).toEqual([503, null]);
});
