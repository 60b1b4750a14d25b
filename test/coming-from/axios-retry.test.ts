import axios from 'axios';
import axiosRetry from 'axios-retry';
import { constant, createClient, exponential, resilient } from 'holdfast';
import { expect, onTestFinished, test } from 'vitest';
import { json, reply, type Step, serve } from '../support/server.js';
import { tableIn } from '../support/tables.js';
import { good, instantly, outcome, page, stepFor } from './sides.js';

const run = page('axios-retry');

test('a client that retries: as many calls on both sides', async () => {
  const server = await serve([reply(503), reply(500), reply(429), good]);
  const again = await serve([reply(503), reply(500), reply(429), good]);
  expect((await run('before-client', { url: server.url })).response.data).toEqual({ id: 7 });
  expect((await run('after-client', { url: again.url })).response.data).toEqual({ id: 7 });
  expect([server.requests.length, again.requests.length]).toEqual([4, 4]);
});

test('a response that is not ready: as many calls on both sides', async () => {
  const steps = [json({ state: 'new' }), json({ state: 'running' }), json({ state: 'done' })];
  for (const side of ['before-body', 'after-body']) {
    const server = await serve(steps);
    expect((await run(side, { url: server.url })).job).toEqual({ state: 'done' });
    expect(server.requests, side).toHaveLength(3);
  }
});

test('a token to renew: one login for each refusal before, one for all after', async () => {
  let logins = 0;
  const api: Step = (req, res, n) => {
    if (req.url === '/login') {
      logins += 1;
      return json({ token: 'new' })(req, res, n);
    }
    return (req.headers.authorization === 'new' ? good : reply(401))(req, res, n);
  };
  const loginsOf = async (find: (id: number) => Promise<{ data: unknown }>): Promise<number> => {
    logins = 0;
    const found = await Promise.all(Array.from({ length: 10 }, (_, n) => find(n)));
    expect(found.map(({ data }) => data)).toEqual(Array.from({ length: 10 }, () => ({ id: 7 })));
    return logins;
  };
  const { url } = await serve(api);
  const before = await run('before-token', { url });
  expect(await loginsOf(before.find)).toBe(10);
  const { Items } = await run('after-token', { url });
  const items = new Items();
  expect(await loginsOf((id) => items.find(id))).toBe(1);
});

test('with both at once, 16 calls are made, unless one stands down', async () => {
  const both = createClient();
  onTestFinished(() => both.close());
  axiosRetry(both, { retries: 3 });
  const policy = resilient({ maxRetries: 3, backoff: constant(1) });
  const down = await serve([reply(503)]);
  const callsOf = async (config: object) => {
    await expect(policy.call(() => both.get(down.url, config))).rejects.toThrow('503');
    return down.requests.splice(0).length;
  };
  expect(await callsOf({})).toBe(16);
  expect(await callsOf({ 'axios-retry': { retries: 0 } })).toBe(4);
});

test('the delays of exponentialDelay and of its counterpart', () => {
  const ours = exponential({ initial: '200ms', jitter: 0.2 });
  for (const retry of [1, 2, 3, 4]) {
    const theirs = axiosRetry.exponentialDelay(retry);
    expect(theirs).toBeGreaterThanOrEqual(ours(retry, undefined, () => 0.5));
    expect(theirs).toBeLessThanOrEqual(ours(retry, undefined, () => 1));
  }
});

test.each(tableIn('docs/coming-from/axios-retry.md', 'calls'))(
  '%s, %s: %s calls by axios-retry, %s by holdfast',
  async (method, what, theirs, ours) => {
    const server = await serve(stepFor(what as string));
    const attempt = what === 'timeout' ? 50 : 5_000;
    const peer = axios.create({ baseURL: server.url, timeout: attempt, proxy: false });
    axiosRetry(peer, { shouldResetTimeout: true });
    await outcome(() => peer.request({ method: method as string, url: '/' }));
    const before = server.requests.splice(0).length;

    instantly();
    const http = createClient({
      baseURL: server.url,
      timeouts: { attempt },
      retry: { backoff: constant(1) },
    });
    onTestFinished(() => http.close());
    await outcome(() => http.request({ method: method as string, url: '/' }));
    expect([before, server.requests.length]).toEqual([Number(theirs), Number(ours)]);
  },
);
