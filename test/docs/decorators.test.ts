/** A page for each decorator, all of one shape, with examples that run and defaults that are those of the code. */
import * as holdfast from 'holdfast';
import { ConfigError, explain, ResponseRejectedError, Retry, RetryOn, RetryPolicy, status } from 'holdfast';
import { expect, onTestFinished, test } from 'vitest';
import { idempotencyOf } from '../../src/policies/idempotent.js';
import { RETRY_OPTIONS } from '../../src/policies/retry-policy.js';
import { describe } from '../../src/predicates/index.js';
import { clientFor } from '../support/client.js';
import { hang, json, reply, reset, type Step, serve } from '../support/server.js';
import { pagesIn, snippets, tableAfter, textOf } from '../support/snippets.js';

const FOLDER = 'docs/decorators';
/** What is exported in upper case and is no class, `ConfigError` and its kin. */
const names = Object.entries(holdfast)
  .filter(([name, it]) => /^[A-Z]/.test(name) && typeof it === 'function' && !/^class\b/.test(`${it}`))
  .map(([name]) => name);
const kebab = (name: string): string => name.replaceAll(/(?<=[a-z])(?=[A-Z])/g, '-').toLowerCase();
const pageOf = (name: string): string => `${FOLDER}/${kebab(name)}.md`;

test('every decorator has a page, and every page a decorator', () =>
  expect(pagesIn(FOLDER)).toEqual(names.map(pageOf).sort()));

test.each(names)('the page of @%s has the shape of all', (name) => {
  const text = textOf(pageOf(name));
  expect([...text.matchAll(/^#+ .*$/gm)].map(([heading]) => heading)).toEqual([
    `# \`@${name}\``,
    '## When',
    '## Example',
    '## Options',
    '## How it goes',
    '## With others',
    "## Do and don't",
  ]);
  expect(text.match(/^```mermaid\nsequenceDiagram\n/gm)).toHaveLength(1);
  expect(text).toMatch(/- \*\*Do\*\* /);
  expect(text).toMatch(/- \*\*Don't\*\* /);
});

// The examples, each against a real server.

const milk = json({ id: 7, summary: 'buy milk' });
const EXAMPLES: Record<string, () => Promise<void>> = {
  async Retry() {
    const { run, server } = await example('Retry', [
      reply(503),
      reply(429, '', { 'retry-after-ms': '2' }),
      reply(404),
      milk,
    ]);
    const { response, tried } = await run();
    expect(response.data.summary).toBe('buy milk');
    expect(tried.map(({ status }: { status: number }) => status)).toEqual([503, 429, 404, 200]);
    expect(tried[1].delay).toBeGreaterThanOrEqual(2);
    expect(server.requests).toHaveLength(4);
  },
  async RetryOn() {
    const running = json({ state: 'running' });
    const { run, server } = await example('RetryOn', [
      reply(404),
      running,
      running,
      reply(404),
      json({ state: 'done' }),
    ]);
    expect((await run()).result).toEqual({ state: 'done' });
    expect(server.requests).toHaveLength(5);
  },
  async AbortOn() {
    const { run, server } = await example('AbortOn', [
      reply(503),
      json({ error: 'account closed' }, 503),
      milk,
    ]);
    expect((await run()).error.response.data.error).toBe('account closed');
    expect(server.requests).toHaveLength(2);
  },
  async Accept() {
    const { run, server } = await example('Accept', [json({ id: 7 }), milk]);
    expect((await run()).item).toEqual({ id: 7, summary: 'buy milk' });
    expect(server.requests).toHaveLength(2);
  },
  async Timeout() {
    const half: Step = (_req, res) => void res.writeHead(200, { 'content-length': 100 }).write('{"id":');
    const { run, server } = await example('Timeout', [half, hang(), milk]);
    expect((await run()).response.data.id).toBe(7);
    await server.closed(1);
    await server.closed(2);
  },
  async Backoff() {
    const { run } = await example('Backoff', [reply(500), reply(500), reply(500), reply(500), milk]);
    expect((await run()).delays).toEqual([10, 20, 30, 30, undefined]);
  },
  async BeforeRetry() {
    const other = await serve(milk);
    const { run, server } = await example('BeforeRetry', reply(503));
    const http = holdfast.createClient();
    onTestFinished(() => http.close());
    const { response } = await run({ http, replicas: [server.url, other.url] });
    expect(response.data.id).toBe(7);
    expect([server.requests.length, other.requests.length]).toEqual([1, 1]);
  },
  async Reauthenticate() {
    const { run, server } = await example('Reauthenticate', (req, res, n) => {
      if (req.url === '/login') return json({ token: 'fresh' })(req, res, n);
      return (req.headers.authorization === 'Bearer fresh' ? json([1]) : reply(401))(req, res, n);
    });
    expect((await run({ account: {} })).lists).toEqual([[1], [1], [1]]);
    expect(server.requests.filter(({ url }) => url === '/login')).toHaveLength(1);
  },
  async Idempotent() {
    const { run, server } = await example('Idempotent', [reset(), json({ id: 9 }, 201)]);
    expect((await run()).id).toBe(9);
    const keys = server.requests.map(({ headers }) => headers['idempotency-key']);
    expect(keys).toEqual([expect.stringMatching(/^[\w-]{36}$/), keys[0]]);
  },
  async Resilient() {
    const { run, server } = await example('Resilient', [json({}), milk, json({})]);
    const { item, error } = await run();
    expect(item.id).toBe(7);
    expect(error).toBeInstanceOf(ResponseRejectedError);
    expect(server.requests).toHaveLength(3);
  },
};

async function example(name: string, steps: Step | Step[]) {
  const { server, http } = await clientFor(steps);
  const found = snippets(pageOf(name));
  expect(Object.keys(found)).toEqual(['example']);
  return { server, run: async (given = {}) => (await found.example?.({ http, ...given })) ?? {} };
}

test.each(names)('the example of @%s does what the page says', async (name) => {
  expect(EXAMPLES).toHaveProperty(name);
  await EXAMPLES[name]?.();
});

// The defaults, asked of the code.

class Polled {
  @RetryOn(status(404))
  async get() {}
}
const policy = new RetryPolicy();
const words = (value: unknown): string => (value === undefined ? 'no limit' : String(value));
const defaultBackoff = (backoff: unknown): string => {
  expect(describe(backoff as never)).toBe('exponential(100ms, x2, max 20s, full jitter)');
  return 'full jitter, 100 ms to 20 s';
};
const ofPolled = (name: string): unknown =>
  explain(Polled, 'get')
    .methods[0]?.pipeline.flatMap(({ settings }) => settings)
    .find((s) => s.name === name)?.value;

/** Options by name, as the decorator itself lists them when it meets one that it does not know. */
function known(decorate: (options: any) => unknown): string[] {
  try {
    decorate({ nonsense: 1 });
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    return /known are (.*)$/.exec((error as Error).message)?.[1]?.split(', ') ?? [];
  }
  throw new Error('took an option that nobody knows');
}

const DEFAULTS: Record<string, () => Record<string, string>> = {
  Retry: () => ({
    maxRetries: words(policy.maxRetries),
    maxDuration: words(policy.maxDuration),
    backoff: defaultBackoff(policy.backoff),
    retryOn: policy.rules.length === 0 ? 'none' : '?',
    rules: policy.rules.length === 0 ? 'none' : '?',
    abortOn: policy.abortOn.length === 0 ? 'none' : '?',
    beforeRetry: 'none',
    onExhausted: `'${policy.onExhausted}'`,
    maxHint: policy.maxHint === '1m' ? '1 min' : '?',
  }),
  RetryOn: () => ({
    maxRetries: `that of @Retry, else ${ofPolled('maxRetries')}`,
    backoff: `that of @Retry, else ${defaultBackoff(policy.backoff)}`,
  }),
  AbortOn: () => ({ predicate: 'required' }),
  Accept: () => ({ condition: 'required' }),
  Timeout: () => Object.fromEntries(known(holdfast.Timeout).map((name) => [name, 'no limit'])),
  Backoff: () => ({ strategy: 'required' }),
  BeforeRetry: () => ({ hook: 'required' }),
  Reauthenticate: () => ({ with: 'required', on: 'status(401)', maxAge: 'no limit' }),
  Idempotent: () => {
    const { header, key } = idempotencyOf({}, 'test');
    expect(key({} as never)).toMatch(/^[\da-f]{8}-[\da-f]{4}-4/);
    return { header: `'${header}'`, key: 'a random UUID' };
  },
  Resilient: () => ({
    [RETRY_OPTIONS.join(', ')]: 'those of @Retry',
    ...Object.fromEntries(
      known(holdfast.Resilient)
        .filter((name) => !(RETRY_OPTIONS as readonly string[]).includes(name))
        .map((name) => [name, 'none']),
    ),
  }),
};

test.each(names)('the table of @%s has every option, with its default', (name) => {
  const told = tableAfter(textOf(pageOf(name)), 'defaults').map(([option, value]) => [option, value]);
  expect(Object.fromEntries(told)).toEqual(DEFAULTS[name]?.());
});

test.each([
  ['Retry', holdfast.Retry],
  ['RetryOn', (options: object) => RetryOn(status(404), options)],
  ['Reauthenticate', holdfast.Reauthenticate],
  ['Idempotent', holdfast.Idempotent],
] as const)('the options that @%s knows are those of its page', (name, decorate) =>
  expect(known(decorate).sort()).toEqual(Object.keys(DEFAULTS[name]?.() ?? {}).sort()),
);

test('the delays in the table of @Backoff are those of the strategies', () => {
  const rows = tableAfter(textOf(pageOf('Backoff')), 'delays');
  expect(rows.length).toBeGreaterThan(7);
  for (const [code = '', told = ''] of rows) {
    const strategy = new Function(...Object.keys(holdfast), `return ${code}`)(...Object.values(holdfast));
    const delays: number[] = [];
    for (const retry of [1, 2, 3, 4]) delays.push(strategy(retry, delays.at(-1), () => 0.5));
    expect(delays.join(' '), code).toBe(told);
  }
});

// What the pages say about how they go together.

test('@AbortOn ends retries; what succeeded is returned even if it matches', async () => {
  const { http } = await clientFor(milk);
  class Api {
    @Retry()
    @holdfast.AbortOn(status(200))
    get() {
      return http.get('/');
    }
  }
  expect((await new Api().get()).data.id).toBe(7);
});

test('what a rule still matches in the end is a ResponseRejectedError', async () => {
  const { http, server } = await clientFor(json({ state: 'running' }));
  class Api {
    @RetryOn(
      holdfast.body<any>((b) => b.state === 'running'),
      { maxRetries: 2, backoff: holdfast.constant(1) },
    )
    get() {
      return http.get('/');
    }
  }
  await expect(new Api().get()).rejects.toBeInstanceOf(ResponseRejectedError);
  expect(server.requests).toHaveLength(3);
});

test('a rule without a counter of its own shares that of @Retry', async () => {
  const { http, server } = await clientFor([reply(404), reply(500), reply(404), milk]);
  class Api {
    @Retry({ maxRetries: 2, backoff: holdfast.constant(1) })
    @RetryOn(status(404))
    get() {
      return http.get('/');
    }
  }
  await expect(new Api().get()).rejects.toMatchObject({ response: { status: 404 } });
  expect(server.requests).toHaveLength(3);
});

test('@Backoff with nothing to delay is an error at the first call', async () => {
  class Api {
    @holdfast.Backoff(holdfast.constant(1))
    async get() {}
  }
  await expect((async () => new Api().get())()).rejects.toBeInstanceOf(ConfigError);
});

test('a guarded call inside carries the same key, unless it is @Idempotent too', async () => {
  const { http, server } = await clientFor(milk);
  class Api {
    @holdfast.Idempotent()
    async outer() {
      await http.post('/');
      await this.inner();
      await this.innerWithKey();
    }
    @holdfast.Timeout('5s')
    inner() {
      return http.post('/');
    }
    @holdfast.Idempotent()
    innerWithKey() {
      return http.post('/');
    }
  }
  await new Api().outer();
  const [outer, inner, own] = server.requests.map(({ headers }) => headers['idempotency-key']);
  expect(outer).toBeDefined();
  expect(inner).toBe(outer);
  expect(own).toBeDefined();
  expect(own).not.toBe(outer);
});
