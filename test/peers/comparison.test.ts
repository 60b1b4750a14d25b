/**
 * The table of comparison in the README, cell by cell: each client is set up with three retries as its own documentation
 * shows, and asked the same in front of a real server.
 */
import { readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { inspect } from 'node:util';
import * as axiosRetry from 'axios-retry';
import * as cockatiel from 'cockatiel';
import {
  ConstantBackoff,
  handleAll,
  handleWhenResult,
  type IPolicy,
  retry,
  TimeoutStrategy,
  timeout,
  usePolicy,
} from 'cockatiel';
import got, * as gotModule from 'got';
import * as holdfastModule from 'holdfast';
import { Accept, constant, createClient, has, Idempotent, Retry, resilient, withSignal } from 'holdfast';
import * as pRetryModule from 'p-retry';
import pRetry, { type Options as PRetryOptions } from 'p-retry';
import { expect, onTestFinished, test } from 'vitest';
import { drip, json, reply, reset, type Step, serve } from '../support/server.js';
import { tableAfter, textOf } from '../support/snippets.js';
import { bareAxios, withAxiosRetry } from './clients.js';

interface Item {
  readonly summary?: string;
}
type Get = (url: string) => Promise<unknown>;

/** How each client does what the table asks about. */
interface Contestant {
  readonly get: (url: string, options?: { headers?: Record<string, string> }) => Promise<unknown>;
  readonly post: Get;
  /** As `get`, but a 200 without `summary` is a failure; under the words of the table for how that is said. */
  readonly checked: Readonly<Record<string, Get>>;
  /** As `get`, with a time limit of so many milliseconds and without retries, if it has such a limit. */
  readonly limited?: (url: string, ms: number) => Promise<unknown>;
  /** As `get`, with a wait of so many milliseconds before each retry, and the user's signal. */
  readonly patient: (url: string, ms: number, signal: AbortSignal) => Promise<unknown>;
  /** A layer of retries within another one. */
  readonly nested: Get;
  readonly decorators: () => string;
  readonly exports: readonly string[];
}

const LACKING = new Error('no summary');
const check = ({ data }: { data: Item }): Item => {
  if (data.summary === undefined) throw LACKING;
  return data;
};

const axios = bareAxios('');
const quick: PRetryOptions = { retries: 3, minTimeout: 1 };
const quickGot = { retry: { limit: 3, backoffLimit: 1, noise: 0 } };

const waiting = (ms: number) => ({ maxAttempts: 3, backoff: new ConstantBackoff(ms) });
const often = retry(handleAll, waiting(1));

const peers: Record<string, Contestant> = {
  'axios-retry': {
    get: (url, options) => withAxiosRetry('').get(url, options),
    post: (url) => withAxiosRetry('').post(url),
    checked: {
      yes: (url) =>
        withAxiosRetry('', { validateResponse: (r) => r.status === 200 && 'summary' in r.data }).get(url),
      'two options': (url) =>
        withAxiosRetry('', {
          validateResponse: (r) => r.status === 200 && 'summary' in r.data,
          retryCondition: () => true,
        }).get(url),
    },
    limited: (url, ms) => withAxiosRetry('', { retries: 0 }).get(url, { timeout: ms }),
    patient: (url, ms, signal) => withAxiosRetry('', { retryDelay: () => ms }).get(url, { signal }),
    nested: (url) => pRetry(() => withAxiosRetry('').get(url), quick),
    decorators: () => 'no',
    exports: Object.keys(axiosRetry),
  },
  'p-retry': {
    get: (url, options) => pRetry(() => axios.get(url, options), quick),
    post: (url) => pRetry(() => axios.post(url), quick),
    checked: { 'by a throw': (url) => pRetry(async () => check(await axios.get(url)), quick) },
    patient: (url, ms, signal) =>
      pRetry(() => axios.get(url, { signal }), { retries: 3, minTimeout: ms, signal }),
    nested: (url) => pRetry(() => pRetry(() => axios.get(url), quick), quick),
    decorators: () => 'no',
    exports: Object.keys(pRetryModule),
  },
  cockatiel: {
    get: (url, options) => often.execute(() => axios.get(url, options)),
    post: (url) => often.execute(() => axios.post(url)),
    checked: {
      yes: (url) =>
        retry(
          handleWhenResult((r) => !('summary' in (r as { data: object }).data)),
          waiting(1),
        ).execute(() => axios.get(url)),
    },
    limited: (url, ms) =>
      timeout(ms, TimeoutStrategy.Aggressive).execute(({ signal }) => axios.get(url, { signal })),
    patient: (url, ms, signal) =>
      retry(handleAll, waiting(ms)).execute(
        ({ signal }) => axios.get(url, { signal: signal as AbortSignal }),
        signal,
      ),
    nested: (url) => often.execute(() => often.execute(() => axios.get(url))),
    decorators: () => dialects(usePolicy(often as IPolicy)),
    exports: Object.keys(cockatiel),
  },
  got: {
    get: (url, options) => got(url, { ...quickGot, ...options }),
    post: (url) => got.post(url, { ...quickGot, json: {} }),
    checked: {
      'by a hook': (url) =>
        got(url, {
          ...quickGot,
          responseType: 'json',
          hooks: { afterResponse: [(r, again) => ('summary' in (r.body as object) ? r : again({}))] },
        }),
    },
    limited: (url, ms) => got(url, { timeout: { request: ms }, retry: { limit: 0 } }),
    patient: (url, ms, signal) => got(url, { signal, retry: { limit: 3, calculateDelay: () => ms } }),
    nested: (url) => pRetry(() => got(url, quickGot), quick),
    decorators: () => 'no',
    exports: Object.keys(gotModule),
  },
};

/** In which of the two call shapes a decorator does its work. */
function dialects(decorator: unknown): string {
  const decorate = decorator as (...args: unknown[]) => unknown;
  const method = async () => 'fine';
  const context = {
    ...{ kind: 'method', name: 'get', static: false, private: false, metadata: {} },
    addInitializer: () => {},
  };
  const shapes = [
    () => decorate(class {}.prototype, 'get', { value: method, configurable: true, writable: true }),
    () => decorate(method, context),
  ];
  const works = (shape: () => unknown): boolean => {
    try {
      shape();
      return true;
    } catch {
      return false;
    }
  };
  return ['no', 'one dialect', 'yes'][shapes.filter(works).length] as string;
}

/** holdfast, by its decorators. */
function holdfast(): Contestant {
  const http = createClient();
  onTestFinished(() => http.close());
  const backoff = constant(1);
  class Api {
    @Retry({ backoff })
    get(url: string, options?: { headers?: Record<string, string> }) {
      return http.get<Item>(url, options ?? {});
    }
    @Retry({ backoff })
    getWithin(url: string) {
      return this.get(url);
    }
    @Retry({ backoff })
    @Accept(has('summary'))
    getChecked(url: string) {
      return http.get<Item>(url);
    }
    @Retry({ backoff })
    post(url: string) {
      return http.post(url);
    }
    @Retry({ backoff })
    @Idempotent()
    postWithKey(url: string) {
      return http.post(url);
    }
  }
  const api = new Api();
  return {
    get: (url, options) => api.get(url, options),
    post: (url) => api.post(url),
    checked: { yes: (url) => api.getChecked(url) },
    limited: (url, ms) => resilient({ timeout: ms }).call(() => http.get(url)),
    patient: (url, ms, signal) =>
      withSignal(signal, () => resilient({ backoff: constant(ms) }).call(() => http.get(url))),
    nested: (url) => api.getWithin(url),
    decorators: () => dialects(Retry()),
    exports: Object.keys(holdfastModule),
  };
}

const milk = json({ id: 7, summary: 'buy milk' });
const yes = (holds: boolean): string => (holds ? 'yes' : 'no');
const failed = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => undefined,
    (error: unknown) => error,
  );

async function requestsOf(steps: Step | Step[], ask: Get) {
  const server = await serve(steps);
  const error = await failed(ask(server.url));
  return { requests: server.requests, error };
}

/** The rows of the table, by their text: what a client is put in front of, and what that shows. */
const QUESTIONS: Record<string, (client: Contestant) => Promise<string>> = {
  'decorators, in both dialects': async ({ decorators }) => decorators(),

  async 'a 200 without the field you need is a failure'({ checked }) {
    for (const [how, get] of Object.entries(checked)) {
      const { requests, error } = await requestsOf([json({ id: 7 }), milk], get);
      if (requests.length === 2 && error === undefined) return how;
    }
    return 'no';
  },

  async 'a POST that may have been done is not repeated'({ post }) {
    const { requests, error } = await requestsOf([reset(), milk], post);
    return yes(requests.length === 1 && error !== undefined);
  },

  async 'a time limit bounds the body'({ get, limited }) {
    if (limited === undefined) return 'no limit';
    // The first request may take long on a busy machine, whatever the client.
    const { error } = await requestsOf([milk, drip(60, 'slow as can be')], async (url) => {
      await get(url);
      await limited(url, 300);
    });
    return yes(error !== undefined);
  },

  async 'what Retry-After asks for is waited'({ get }) {
    const { requests } = await requestsOf([reply(503, '', { 'retry-after': '1' }), milk], get);
    expect(requests).toHaveLength(2);
    return yes((requests[1]?.time ?? 0) - (requests[0]?.time ?? 0) > 950);
  },

  async 'layers of retries do not multiply'({ nested }) {
    const { requests } = await requestsOf(reply(503), nested);
    expect([4, 16]).toContain(requests.length);
    return yes(requests.length === 4);
  },

  async "the user's abort ends a wait at once"({ patient }) {
    const server = await serve(reply(503));
    const controller = new AbortController();
    const call = failed(patient(server.url, 900, controller.signal)).then(() => 'ended');
    await expect.poll(() => server.requests.length).toBe(1);
    await wait(100);
    controller.abort();
    const first = await Promise.race([call, wait(500, 'waits on', { ref: false })]);
    await call;
    return yes(first === 'ended' && server.requests.length === 1);
  },

  'circuit breaker': async ({ exports }) => yes(exports.some((name) => /circuit/i.test(name))),

  async 'an error that is printed hides the token'({ get }) {
    const headers = { authorization: 'Bearer s3cret' };
    const { error } = await requestsOf(reply(401), (url) => get(url, { headers }));
    expect(error).toBeInstanceOf(Error);
    return yes(!inspect(error).includes('s3cret'));
  },
};

const readme = textOf('README.md');
const rows = tableAfter(readme, 'table: peers');
const told = (question: string): string[] | undefined =>
  rows.find(([text = '']) => text.replace(/^\[(.*)\]\(.*\)$/, '$1') === question)?.slice(1);

test.each(Object.keys(QUESTIONS))('%s', async (question) => {
  const ask = QUESTIONS[question] as (client: Contestant) => Promise<string>;
  const contestants = [holdfast(), ...Object.values(peers)];
  expect(await Promise.all(contestants.map(ask))).toEqual(told(question));
});

test('the table has no row that is not measured, and names the clients and their versions', () => {
  expect(rows).toHaveLength(Object.keys(QUESTIONS).length);
  const [head = ''] = /<!-- table: peers -->\n(.*)/.exec(readme)?.slice(1) ?? [];
  const columns = head
    .split('|')
    .slice(3, -1)
    .map((cell) => cell.trim());
  const version = (name: string): string =>
    JSON.parse(readFileSync(new URL(`../../node_modules/${name}/package.json`, import.meta.url), 'utf8'))
      .version;
  expect(columns).toEqual(Object.keys(peers).map((name) => `${name} ${version(name)}`));
});
