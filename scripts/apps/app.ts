// A user's program, in either dialect and any module system. It fails if the package does.
import 'reflect-metadata';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { inspect } from 'node:util';
import type { AxiosResponse } from 'axios';
import {
  Accept,
  attemptsOf,
  Backoff,
  constant,
  createClient,
  currentAttempt,
  exponential,
  HoldfastError,
  has,
  type Outcome,
  Retry,
  RetryOn,
  RetryPolicy,
  status,
  Timeout,
} from 'holdfast';
import { undici } from 'holdfast/undici';
import { subpaths } from './subpaths.js';

interface Item {
  readonly id: number;
  readonly summary: string;
}

class Stubborn extends RetryPolicy {
  override maxRetries = 4;
  override backoff = constant(0);
  override isValid(outcome: Outcome) {
    return outcome.status !== undefined && outcome.status < 500;
  }
}

class TodoApi {
  attempts = 0;
  readonly http;

  constructor(baseURL: string) {
    this.http = createClient({ baseURL });
  }

  @Retry()
  @Timeout({ attempt: '5s', total: '20s' })
  @Backoff(exponential({ initial: '1ms', jitter: 'full' }))
  @Accept(has('summary'))
  async getItem(id: number): Promise<Item> {
    this.attempts = currentAttempt()?.number ?? 0;
    const { data } = await this.http.get<Item>(`/items/${id}`);
    return data;
  }

  @Retry(Stubborn)
  list(): Promise<AxiosResponse<Item[]>> {
    return this.http.get<Item[]>('/items');
  }

  @RetryOn(status(409), { maxRetries: 1, backoff: constant(0) })
  create<T extends Item>(item: T): Promise<AxiosResponse<T>> {
    return this.http.post<T>('/items', item);
  }
}

const replies: Record<string, readonly [number, unknown][]> = {
  'GET /items/7': [
    [503, { error: 'later' }],
    [200, { id: 7 }],
    [200, { id: 7, summary: 'buy milk' }],
  ],
  'GET /items': [
    [501, {}],
    [200, []],
  ],
  'POST /items': [
    [409, {}],
    [409, {}],
  ],
};
const asked: Record<string, number> = {};
const server = createServer((request, response) => {
  const route = `${request.method} ${request.url}`;
  if (route === 'GET /cut') {
    response.writeHead(200, { connection: 'close' }).write('half', () => response.socket?.end());
    return;
  }
  asked[route] = (asked[route] ?? 0) + 1;
  const [code, body] = replies[route]?.[asked[route] - 1] ?? [404, {}];
  response.writeHead(code, { 'content-type': 'application/json' }).end(JSON.stringify(body));
});

function check(fact: boolean, what: string): void {
  if (!fact) throw new Error(what);
}

async function main(): Promise<void> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const baseURL = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const api = new TodoApi(baseURL);
  const other = createClient({ baseURL, transport: undici() });
  try {
    const item = await api.getItem(7);
    check(item.summary === 'buy milk', 'the item came');
    check(api.attempts === 3, `3 attempts, not ${api.attempts}`);
    check(attemptsOf(item).length === 3, 'the history has 3 attempts');
    check((await api.list()).data.length === 0, 'the list came');
    const error: unknown = await api.create({ id: 8, summary: 'x' }).catch((e: unknown) => e);
    check(attemptsOf(error).at(-1)?.status === 409, 'the conflict was tried twice');
    const refused: unknown = await Promise.resolve()
      .then(() => Timeout('2 seconds' as '2s'))
      .catch((e: unknown) => e);
    check(HoldfastError.is(refused) && refused instanceof TypeError, 'a bad option is a ConfigError');
    for (const http of [api.http, other]) {
      const cut: unknown = await http.get('/cut').catch((e: unknown) => e);
      check(cut instanceof Error, 'what was cut off is no answer');
      const headers = { 'x-api-key': 'secret' };
      const late: unknown = await http
        .get('/', { headers, signal: AbortSignal.abort() })
        .catch((e: unknown) => e);
      check(!inspect(late, { depth: null }).includes('secret'), 'an error prints no credentials');
    }
    check(
      subpaths.every((module) => Object.keys(module).length > 0),
      'every subpath loads',
    );
    console.log('held fast');
  } finally {
    await api.http.close();
    await other.close();
    server.close();
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
