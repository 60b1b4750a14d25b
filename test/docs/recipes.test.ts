/** The recipes, each against a real server that fails in the way it is for. */

import { createClient, withSignal } from 'holdfast';
import { startFaultServer } from 'holdfast/faults';
import { useInstantClock } from 'holdfast/testing';
import { expect, onTestFinished, test } from 'vitest';
import { clientFor } from '../support/client.js';
import { failureOf } from '../support/failure-of.js';
import { delay, json, reply, reset, type Step } from '../support/server.js';
import { pagesIn, snippets, textOf } from '../support/snippets.js';
import { settled } from '../support/virtual-clock.js';

const FOLDER = 'docs/recipes';

/** A recipe's snippet by its page and name. */
const RECIPES: Record<string, () => Promise<void>> = {
  async 'token-refresh oauth'() {
    let valid = '';
    let renewals = 0;
    const token: Step = (req, res, n) => {
      const { grant_type: grant, refresh_token: refresh } = JSON.parse(server.requests[n - 1]?.body ?? '{}');
      if (grant === 'refresh_token' && refresh !== 'r1') return reply(400)(req, res, n);
      renewals += 1;
      valid = `a${renewals}`;
      return json({ access_token: valid, refresh_token: `r${renewals}` })(req, res, n);
    };
    const { server, http } = await clientFor((req, res, n) => {
      if (req.url === '/oauth/token') return token(req, res, n);
      return (req.headers.authorization === `Bearer ${valid}` ? json(['report']) : reply(401))(req, res, n);
    });
    const { Reports } = await run('token-refresh oauth', { http, client: { client_id: 'me' } });
    const reports = new Reports();
    const twenty = () => Promise.all(Array.from({ length: 20 }, () => reports.list()));
    expect(await twenty()).toHaveLength(20);
    expect(renewals).toBe(1);
    for (const round of [2, 3]) {
      valid = 'ended';
      expect(await twenty()).toHaveLength(20);
      expect(renewals).toBe(round);
    }
    // By a login, by the refresh token, and by a login again, for the second refresh token was not taken.
    const grants = server.requests.flatMap(({ body }) => /"grant_type":"(\w+)"/.exec(body)?.[1] ?? []);
    expect(grants).toEqual(['client_credentials', 'refresh_token', 'refresh_token', 'client_credentials']);
  },

  async 'eventual-consistency eventual'() {
    const { faults, http } = await faulty('eventual');
    const url = faults.url('eventual', { ms: 150 });
    const { created } = await run('eventual-consistency eventual', { http, url });
    expect(created).toEqual({ text: 'buy milk' });
    expect(faults.requests().filter(({ method }) => method === 'GET').length).toBeGreaterThan(1);
  },

  async 'eventual-consistency job'() {
    const running = json({ state: 'running' });
    const { server, http } = await clientFor([
      running,
      reply(503),
      running,
      running,
      running,
      running,
      json({ state: 'done' }),
    ]);
    expect((await run('eventual-consistency job', { http })).job).toEqual({ state: 'done' });
    expect(server.requests).toHaveLength(7);
  },

  async 'rate-limits polite'() {
    // First the clock, for the server looks at it too.
    const clock = useInstantClock();
    onTestFinished(() => clock.restore());
    const { faults, http } = await faulty('rate-limit');
    const { found } = await run('rate-limits polite', { http, url: faults.url('rate-limit', { limit: 5 }) });
    expect(found).toHaveLength(8);
    expect(faults.requests().length).toBeGreaterThan(8);
  },

  async 'rate-limits batch'() {
    // First the clock, for the server looks at it too.
    const clock = useInstantClock();
    onTestFinished(() => clock.restore());
    const { faults, http } = await faulty('rate-limit');
    const { sent } = await run('rate-limits batch', { http, url: faults.url('rate-limit', { limit: 5 }) });
    expect(sent).toHaveLength(12);
    expect(faults.requests().length).toBeGreaterThan(12);
  },

  async 'pagination pages'() {
    const page = (ids: number[], next?: string) => json({ orders: ids.map((id) => ({ id })), next });
    const { server, http } = await clientFor([
      page([1, 2], 'b'),
      reply(503),
      json({}),
      page([3, 4], 'c'),
      reset(),
      page([5]),
    ]);
    expect((await run('pagination pages', { http })).ids).toEqual([1, 2, 3, 4, 5]);
    expect(server.requests.map(({ url }) => url)).toEqual([
      '/orders',
      ...Array(3).fill('/orders?after=b'),
      ...Array(2).fill('/orders?after=c'),
    ]);
  },

  async 'idempotent-post key'() {
    const orders = new Map<string, string>();
    const { server, http } = await clientFor((req, res, n) => {
      const key = String(req.headers['idempotency-key'] ?? n);
      const isNew = !orders.has(key);
      if (isNew) orders.set(key, JSON.parse(server.requests[n - 1]?.body ?? '').reference);
      return (isNew ? reset() : json({ reference: orders.get(key) }, 201))(req, res, n);
    });
    const { placed, again } = await run('idempotent-post key', { http });
    expect([placed, again]).toEqual([{ reference: 'A-17' }, { reference: 'A-17' }]);
    expect([...orders]).toEqual([['order-A-17', 'A-17']]);
    expect(server.requests).toHaveLength(3);
  },

  async 'idempotent-post look'() {
    const orders: object[] = [];
    const { server, http } = await clientFor((req, res, n) => {
      if (req.method === 'GET') return json(orders)(req, res, n);
      orders.push(JSON.parse(server.requests[n - 1]?.body ?? ''));
      return reset()(req, res, n);
    });
    const { placed } = await run('idempotent-post look', { http });
    expect(placed).toEqual({ reference: 'A-18', item: 'bread' });
    expect(orders).toHaveLength(1);
    expect(server.requests.map(({ method }) => method)).toEqual(['POST', 'GET']);
    expect(server.requests[0]?.headers).not.toHaveProperty('idempotency-key');
  },

  async 'shared-requests rates'() {
    const { server, http } = await clientFor([reply(503), delay(100, json({ EUR: 1 }))]);
    const { Rates } = await run('shared-requests rates', { http });
    const rates = new Rates();
    const gone = new AbortController();
    const first = failureOf(withSignal(gone.signal, () => rates.latest()));
    const others = Promise.all([rates.latest(), rates.latest()]);
    while (server.requests.length < 2) await settled();
    gone.abort('gone');
    expect(await first).toBe('gone');
    expect(rates.pending).toBeDefined();
    expect(await others).toEqual([{ EUR: 1 }, { EUR: 1 }]);
    expect(server.requests).toHaveLength(2);
    expect(rates.pending).toBeUndefined();
  },
};

async function run(recipe: string, given: object): Promise<Record<string, any>> {
  const [page, name = ''] = recipe.split(' ');
  return (await snippets(`${FOLDER}/${page}.md`)[name]?.(given)) ?? {};
}

async function faulty(only: 'eventual' | 'rate-limit') {
  const faults = await startFaultServer({ only: [only] });
  const http = createClient();
  onTestFinished(async () => {
    await http.close();
    await faults.stop();
  });
  return { faults, http };
}

test('every snippet of every recipe is tested', () => {
  const all = pagesIn(FOLDER).flatMap((page) =>
    Object.keys(snippets(page)).map((name) => `${page.slice(FOLDER.length + 1, -'.md'.length)} ${name}`),
  );
  expect(Object.keys(RECIPES).sort()).toEqual(all.sort());
});

test.each(Object.keys(RECIPES))('%s', async (recipe) => {
  await RECIPES[recipe]?.();
});

test.each(pagesIn(FOLDER))('%s has the shape of all', (page) => {
  const headings = [...textOf(page).matchAll(/^## .*$/gm)].map(([heading]) => heading);
  expect(headings).toEqual(['## The code', '## What happens', '## Why it is written so']);
});
