/** Each step of docs/tutorial.md, as a reader would go through them. */
import type { HoldfastClient } from 'holdfast';
import type { FaultServer } from 'holdfast/faults';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { snippets } from '../support/snippets.js';

const steps = snippets('docs/tutorial.md');
const done: string[] = [];
const printed: unknown[][] = [];
const given = { console: { log: (...line: unknown[]) => printed.push(line) } };
let faults: FaultServer;

async function step(name: string) {
  done.push(name);
  printed.length = 0;
  return (await steps[name]?.(given)) ?? {};
}

beforeAll(async () => {
  const server = await step('server');
  Object.assign(given, server as { http: HoldfastClient });
  faults = server.faults;
});

afterAll(async () => {
  await step('end');
  expect(done.sort()).toEqual(Object.keys(steps).sort());
});

test('a bare call fails', async () => {
  await step('bare');
  expect(printed).toEqual([[500]]);
});

test('@Retry comes through, and tells how', async () => {
  expect((await step('retry')).response.status).toBe(200);
  expect(printed.map(([number, status]) => [number, status])).toEqual([
    [1, 500],
    [2, 500],
    [3, 200],
  ]);
  expect(printed[0]?.[2]).toBeLessThanOrEqual(100);
  expect(printed[1]?.[2]).toBeLessThanOrEqual(200);
});

test('@Timeout ends what stalls', async () => {
  await step('timeout');
  expect(printed).toEqual([['AttemptTimeoutError', expect.stringContaining('took longer than 200 ms')], [2]]);
});

test('@Accept lets through what has the field', async () => {
  await step('accept');
  expect(printed).toEqual([[['buy milk', 'buy milk', 'buy milk']]]);
  expect(faults.requests('missing-field').length).toBeGreaterThan(3);
});

test('the server says how long to wait', async () => {
  await step('hint');
  expect(printed[0]?.[0]).toBe(429);
  expect(printed[0]?.[1]).toBeGreaterThanOrEqual(300);
  expect(printed[0]?.[1]).toBeLessThanOrEqual(330);
});

test('a POST is repeated only where that was said to be safe', async () => {
  const { response } = await step('post');
  expect(printed).toEqual([[500]]);
  expect(response.status).toBe(200);
  const posts = faults.requests('counters').filter(({ method }) => method === 'POST');
  const keys = posts.map(({ headers }) => headers['idempotency-key']);
  expect(keys).toEqual([undefined, keys[1], keys[1], keys[1]]);
  expect(keys[1]).toBeDefined();
});

test('a class as a whole gets over what its methods meet', async () => {
  const before = faults.requests().length;
  const { items } = await step('whole');
  expect(faults.requests().length - before).toBe(18);
  expect(items.map(({ summary }: { summary: string }) => summary)).toEqual(Array(3).fill('buy milk'));
  expect(printed[0]).toEqual([3]);
  expect(printed[1]?.[0]).toContain('TodoApi.getItem');
});
