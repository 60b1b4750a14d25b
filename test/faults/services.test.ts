import { once } from 'node:events';
import { connect } from 'node:net';
import type { FAULTS } from 'holdfast/faults';
import { expect, test } from 'vitest';
import { useVirtualClock } from '../support/virtual-clock.js';
import { dial, start } from './wire.js';

const get = async (url: string, init: RequestInit = {}) => {
  const response = await fetch(url, init);
  return { status: response.status, headers: response.headers, body: await response.json() };
};

// 6 November 1994, 08:49:37.5; the standard's own example, and half a second.
const WALL = Date.UTC(1994, 10, 6, 8, 49, 37, 500);

test.each<[(typeof FAULTS)['retry-after']['params']['form'][number], string, string | null]>([
  ['seconds', 'retry-after', '2'],
  ['imf-fixdate', 'retry-after', 'Sun, 06 Nov 1994 08:49:40 GMT'],
  ['rfc850-date', 'retry-after', 'Sunday, 06-Nov-94 08:49:40 GMT'],
  ['asctime-date', 'retry-after', 'Sun Nov  6 08:49:40 1994'],
  ['zero', 'retry-after', '0'],
  ['negative', 'retry-after', '-1'],
  ['garbage', 'retry-after', 'soon'],
  ['past-date', 'retry-after', 'Sun, 06 Nov 1994 08:49:37 GMT'],
  ['far-future', 'retry-after', 'Mon, 06 Nov 1995 08:49:38 GMT'],
  ['retry-after-ms', 'retry-after-ms', '2000'],
  ['x-ms-retry-after-ms', 'x-ms-retry-after-ms', '2000'],
  ['x-amz-retry-after', 'x-amz-retry-after', '2000'],
  ['none', 'retry-after', null],
])('retry-after says it in the form %s', async (form, header, value) => {
  useVirtualClock().advance(WALL);
  const faults = await start({ only: ['retry-after'] });
  const { status, headers } = await get(faults.url('retry-after', { form, seconds: 2 }));
  expect([status, headers.get(header)]).toEqual([429, value]);
  expect([...headers.keys()].filter((name) => name.includes('retry-after'))).toHaveLength(value ? 1 : 0);
  const again = await get(faults.url('retry-after', { form, seconds: 2 }));
  expect(again.status).toBe(200);
});

test('retry-after refuses each key as often as it is told to, with the status it is told', async () => {
  const faults = await start({ only: ['retry-after'] });
  const statuses = async (key: string) => {
    const url = faults.url('retry-after', { status: 503, times: 2, key });
    return [await get(url), await get(url), await get(url)].map(({ status }) => status);
  };
  expect(await statuses('a')).toEqual([503, 503, 200]);
  expect(await statuses('b')).toEqual([503, 503, 200]);
  await faults.reset();
  expect(await statuses('a')).toEqual([503, 503, 200]);
});

test('missing-field leaves a field out of every n-th reply', async () => {
  const faults = await start({ only: ['missing-field'] });
  const url = faults.url('missing-field', { field: 'id', every: 2 });
  const bodies = [await get(url), await get(url), await get(url), await get(url)].map(({ body }) => body);
  const whole = { id: '7', summary: 'buy milk', done: false };
  const { id: _, ...rest } = whole;
  expect(bodies).toEqual([whole, rest, whole, rest]);
});

test('eventual finds what was created only after a while', async () => {
  const clock = useVirtualClock();
  const faults = await start({ only: ['eventual'] });
  const made = await get(`${faults.url('eventual')}items?ms=300`, {
    method: 'POST',
    body: '{"summary":"x"}',
    headers: { 'Content-Type': 'application/json' },
  });
  expect([made.status, made.headers.get('location'), made.body]).toEqual([201, '/items/1', { id: '1' }]);
  const url = `${faults.url('eventual')}items/1`;
  expect((await get(url)).status).toBe(404);
  clock.advance(299);
  expect((await get(url)).status).toBe(404);
  clock.advance(1);
  const found = await get(url);
  expect([found.status, found.body]).toEqual([200, { summary: 'x' }]);
  expect((await get(`${faults.url('eventual')}items/2`)).status).toBe(404);
});

test('flapping refuses connections while it is down, and comes back', async () => {
  const clock = useVirtualClock();
  const faults = await start({ only: ['flapping'] });
  const port = faults.port('flapping');
  const url = faults.url('flapping', { up: 3000, down: 1000 });
  clock.advance(100_000); // The first request begins the cycle, not the start.
  expect((await get(url)).status).toBe(200);
  const open = await dial(port);
  clock.advance(2999);
  expect((await get(url)).status).toBe(200);
  clock.advance(1);
  expect(await open.over()).toMatch(/end|ECONNRESET/);
  const [refusal] = await once(connect(port, '127.0.0.1'), 'error');
  expect(refusal.code).toBe('ECONNREFUSED');
  clock.advance(1000);
  await expect
    .poll(() =>
      dial(port).then(
        () => 'up',
        () => 'down',
      ),
    )
    .toBe('up');
  expect((await get(url)).status).toBe(200);
  clock.advance(3000);
  const [again] = await once(connect(port, '127.0.0.1'), 'error');
  expect(again.code).toBe('ECONNREFUSED');
  await faults.reset();
  expect((await get(url)).status).toBe(200);
  expect(clock.timers.size).toBe(1);
});

test('stopping what is down, or just coming up, leaves nothing', async () => {
  const clock = useVirtualClock();
  for (const elapsed of [1000, 2000, 9000, 10_000]) {
    const faults = await start({ only: ['flapping'] });
    await get(faults.url('flapping', { up: 1000, down: 1000 }));
    clock.advance(elapsed);
    await faults.stop();
    expect(clock.timers.size).toBe(0);
    const [refusal] = await once(connect(faults.port('flapping'), '127.0.0.1'), 'error');
    expect(refusal.code).toBe('ECONNREFUSED');
  }
});

test('rate-limit is a token bucket that tells what it has left', async () => {
  const clock = useVirtualClock();
  const faults = await start({ only: ['rate-limit'] });
  const url = faults.url('rate-limit', { limit: 2, window: 10_000 });
  const told = async () => {
    const { status, headers } = await get(url);
    return [
      status,
      headers.get('ratelimit'),
      headers.get('x-ratelimit-remaining'),
      headers.get('retry-after'),
    ];
  };
  expect(await told()).toEqual([200, '"default";r=1;t=5', '1', null]);
  expect(await told()).toEqual([200, '"default";r=0;t=5', '0', null]);
  expect(await told()).toEqual([429, '"default";r=0;t=5', '0', '5']);
  clock.advance(4_000);
  expect(await told()).toEqual([429, '"default";r=0;t=1', '0', '1']);
  clock.advance(1_000);
  expect(await told()).toEqual([200, '"default";r=0;t=5', '0', null]);
  clock.advance(60_000);
  expect(await told()).toEqual([200, '"default";r=1;t=5', '1', null]);
  expect((await get(url)).headers.get('ratelimit-policy')).toBe('"default";q=2;w=10');
  expect((await get(faults.url('rate-limit', { limit: 0 }))).status).toBe(400);
});
