import { readFileSync } from 'node:fs';
import { createClient, type Failure, type Outcome, ResponseRejectedError, RetryPolicy } from 'holdfast';
import { expect, onTestFinished, test, vi } from 'vitest';
import { hang, json, reply, reset, serve } from './support/server.js';
import { snippets } from './support/snippets.js';

const readme = snippets('README.md');
const run = (name: string, given?: object) => {
  const snippet = readme[name];
  if (snippet === undefined) throw new Error(`the README has no snippet '${name}'`);
  return snippet(given);
};

const good = json({ id: 7, summary: 'buy milk' });

async function todoApi(url: string) {
  vi.stubEnv('TODO_URL', url);
  onTestFinished(() => void vi.unstubAllEnvs());
  const { TodoApi } = await run('first-example');
  const api = new TodoApi();
  onTestFinished(() => api.http.close());
  return api;
}

test('the first example holds fast', async () => {
  const server = await serve([reply(500), json({ id: 7 }), reset(), good, reply(503), json({ id: 8 }, 201)]);
  const api = await todoApi(server.url);
  expect(await api.getItem(7)).toEqual({ id: 7, summary: 'buy milk' });
  expect(await api.addItem('buy milk')).toBe(8);
  const posts = server.requests.filter((request) => request.method === 'POST');
  expect(new Set(posts.map((request) => request.headers['idempotency-key'])).size).toBe(1);
});

test('the history of a failed call can be printed', async () => {
  const server = await serve(json({ id: 7 }));
  const log: unknown[][] = [];
  await run('history', {
    api: await todoApi(server.url),
    console: { log: (...line: unknown[]) => log.push(line) },
  });
  expect(log.map(([number, status, reason]) => [number, status, reason])).toEqual(
    [1, 2, 3, 4].map((number) => [number, 200, "not accepted: has('summary')"]),
  );
  expect(log.at(-1)).toContain('the end');
});

test('the policy of your own', async () => {
  const server = await serve([reply(500), reply(404)]);
  const http = createClient({ baseURL: server.url });
  onTestFinished(() => http.close());
  const { Incidents, PagerDutyRetry } = await run('policy', { http });
  await expect(new Incidents().list()).rejects.toMatchObject({ response: { status: 404 } });
  expect(server.requests).toHaveLength(2);
  const outcome = { ok: false, status: 429, failure: 'status', headers: {} };
  expect(new PagerDutyRetry().start().next(outcome, 0)).toMatchObject({ retry: true, delay: 3000 });
});

test('without decorators', async () => {
  const server = await serve([json({ fine: true }), hang()]);
  const api = await todoApi(server.url);
  const controller = new AbortController();
  const reason = new Error('the user left');
  void server.closed(2);
  const underWay = expect.poll(() => server.requests.length, { timeout: 5_000 }).toBe(2);
  void underWay.then(() => controller.abort(reason));
  await expect(run('resilient', { url: server.url, request: controller, api })).rejects.toBe(reason);
  expect(server.requests).toHaveLength(2);
});

/** What each row of the table stands for. */
const ROWS: Record<string, Partial<Outcome>[]> = {
  'DNS, refused': [{ failure: 'dns' }, { failure: 'connect' }],
  '429; 503': [answer(429), answer(503, { 'retry-after': '1' })],
  'timeout, reset': (['timeout', 'reset', 'truncated', 'protocol', 'rejected'] as Failure[]).map(
    (failure) => ({ failure }),
  ),
  '408 425 500': [408, 425, 500, 502, 503, 504, 520, 521, 522, 523, 524].map((status) => answer(status)),
  'invalid certificate': [
    ...(['tls', 'aborted', 'thrown'] as Failure[]).map((failure) => ({ failure })),
    ...[400, 401, 403, 404, 409, 410, 422, 501, 505].map((status) => answer(status)),
  ],
};

function answer(status: number, headers = {}): Partial<Outcome> {
  return { failure: 'status', status, headers: headers as never, response: { status, headers } };
}

test('the table of the careful default is what the code does', () => {
  const text = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  const [header, , ...rows] = (/<!-- table: careful -->\n([\s\S]*?)\n\n/.exec(text)?.[1] ?? '').split('\n');
  const cells = (line = '') =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim());
  const safe = cells(header)[1]?.match(/\b[A-Z]{3,}\b/g) ?? [];
  expect(safe).toEqual(['GET', 'HEAD', 'PUT', 'DELETE', 'OPTIONS', 'TRACE', 'QUERY']);
  expect(rows).toHaveLength(Object.keys(ROWS).length);
  for (const row of rows) {
    const [what = '', forSafe, forUnsafe] = cells(row);
    const outcomes = Object.entries(ROWS).find(([start]) => what.startsWith(start))?.[1];
    expect(outcomes, what).toBeDefined();
    for (const outcome of outcomes ?? []) {
      const decide = (method: string | undefined) =>
        new RetryPolicy()
          .start()
          .next({ ok: false, headers: {}, request: { method }, ...outcome } as Outcome, 0).retry;
      for (const method of safe) expect(decide(method), `${method} ${what}`).toBe(forSafe === 'retry');
      for (const method of ['POST', 'PATCH', undefined])
        expect(decide(method), what).toBe(forUnsafe === 'retry');
    }
  }
});

test('a refused answer is thrown with its response', async () => {
  const server = await serve(json({ id: 7 }));
  const error = await (await todoApi(server.url)).getItem(7).catch((e: unknown) => e);
  expect(error).toBeInstanceOf(ResponseRejectedError);
});
