import { AxiosError } from 'axios';
import {
  Accept,
  attemptsOf,
  Backoff,
  constant,
  has,
  missing,
  type Outcome,
  ResponseRejectedError,
  Retry,
  RetryOn,
  RetryPolicy,
  status,
} from 'holdfast';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { clientFor } from '../support/client.js';
import { hang, json, reply, reset, truncate } from '../support/server.js';

const soon = constant(1);
const item = json({ id: '7', summary: 'buy milk' });

test('500, 500, 200 costs three requests', async () => {
  const { server, http } = await clientFor([reply(500), reply(500), item]);
  class TodoApi {
    @Retry()
    @Backoff(soon)
    getItem(id: string) {
      return http.get<{ summary: string }>(`/items/${id}`);
    }
  }
  const response = await new TodoApi().getItem('7');
  expect(response.data.summary).toBe('buy milk');
  expect(server.requests.map((r) => r.url)).toEqual(['/items/7', '/items/7', '/items/7']);
  expect(attemptsOf(response).map((a) => a.status)).toEqual([500, 500, 200]);
});

test('500 for ever costs four requests and throws the original axios error, with all four in its history', async () => {
  const { server, http } = await clientFor(reply(500));
  class TodoApi {
    @Retry({ backoff: soon })
    getItem() {
      return http.get('/');
    }
  }
  const error = await new TodoApi().getItem().catch((e) => e);
  expect(error).toBeInstanceOf(AxiosError);
  expect(error.response.status).toBe(500);
  expect(server.requests).toHaveLength(4);
  expect(attemptsOf(error)).toMatchObject([
    { number: 1, status: 500, failure: 'status', delay: 1, reason: 'status 500' },
    { number: 2, status: 500, delay: 1 },
    { number: 3, status: 500, delay: 1, reusedSocket: true },
    { number: 4, status: 500, delay: undefined },
  ]);
});

const Item = z.object({ id: z.string(), summary: z.string() });
test.each([
  ['a missing field', json({ id: '7' })],
  ['a null field', json({ id: '7', summary: null })],
  ['an HTML body', reply(200, '<html>oops</html>', { 'content-type': 'text/html' })],
])('a 200 with %s is tried again, and ends as ResponseRejectedError', async (_, bad) => {
  const { server, http } = await clientFor([bad, item, bad]);
  class TodoApi {
    @Retry({ backoff: soon })
    @Accept(has('summary'))
    viaAccept() {
      return http.get('/');
    }
    @RetryOn(missing('summary'), { backoff: soon })
    viaRule() {
      return http.get('/');
    }
    @Retry({ backoff: soon })
    @Accept(Item)
    viaSchema() {
      return http.get('/');
    }
  }
  const api = new TodoApi();
  expect((await api.viaAccept()).data).toEqual({ id: '7', summary: 'buy milk' });
  expect(server.requests).toHaveLength(2);
  for (const call of [() => api.viaAccept(), () => api.viaRule(), () => api.viaSchema()]) {
    const seen = server.requests.length;
    const error: ResponseRejectedError = await call().catch((e) => e);
    expect(error).toBeInstanceOf(ResponseRejectedError);
    expect(error.response).toMatchObject({ status: 200 });
    expect(server.requests.length - seen).toBe(4);
    expect(attemptsOf(error)).toHaveLength(4);
    expect(error.message).toMatch(/^TodoApi\.via/);
  }
});

test.each([
  ['reset before the answer', reset(), 'reset'],
  ['cut off in the middle of the answer', truncate(), 'truncated'],
])('a GET that is %s is tried again', async (_, fault, failure) => {
  const { server, http } = await clientFor([fault, item]);
  class TodoApi {
    @Retry({ backoff: soon })
    getItem() {
      return http.get('/');
    }
  }
  const response = await new TodoApi().getItem();
  expect(response.data).toEqual({ id: '7', summary: 'buy milk' });
  expect(server.requests).toHaveLength(2);
  expect(attemptsOf(response).map((a) => a.failure)).toEqual([failure, undefined]);
});

test('@RetryOn alone retries what it names, for every method, and nothing else', async () => {
  const { server, http } = await clientFor([reply(409), json({}, 201), reply(500)]);
  class TodoApi {
    @RetryOn(status(409), { backoff: soon })
    add() {
      return http.post('/items', { summary: 'x' });
    }
  }
  expect((await new TodoApi().add()).status).toBe(201);
  await expect(new TodoApi().add()).rejects.toMatchObject({ response: { status: 500 } });
  expect(server.requests.map((r) => r.body)).toEqual(Array(3).fill('{"summary":"x"}'));
});

test('each rule has a counter of its own', async () => {
  const { server, http } = await clientFor([
    reply(429),
    reply(502),
    reply(429),
    reply(502),
    reply(429),
    reply(502),
  ]);
  class PagerDutyRetry extends RetryPolicy {
    override backoff = soon;
    override rules = [];
  }
  class Api {
    @Retry(PagerDutyRetry)
    @RetryOn(status(429), { maxRetries: Number.POSITIVE_INFINITY, backoff: soon })
    @RetryOn(status(502), { maxRetries: 2 })
    get() {
      return http.get('/');
    }
  }
  const error = await new Api().get().catch((e) => e);
  expect(error.response.status).toBe(502);
  expect(server.requests).toHaveLength(6);
  const [first, second] = ['status(429)', 'status(502)'];
  expect(attemptsOf(error).map(({ rule }) => rule)).toEqual([first, second, first, second, first, second]);
});

test('a policy class with one thing overridden is enough', async () => {
  const { server, http } = await clientFor([
    reply(500),
    reply(500),
    reply(500),
    reply(500),
    reply(500),
    reply(404),
  ]);
  class RetryOnServerError extends RetryPolicy {
    override maxRetries = 5;
    override backoff = soon;
    override isValid(o: Outcome) {
      return o.status !== undefined && o.status < 500;
    }
  }
  class Api {
    @Retry(RetryOnServerError)
    get() {
      return http.get('/');
    }
    @Retry(new RetryOnServerError())
    post() {
      return http.post('/');
    }
  }
  // 404 is valid for this policy: it is not tried again, and stays the error that axios makes of it.
  await expect(new Api().get()).rejects.toMatchObject({ response: { status: 404 } });
  expect(server.requests).toHaveLength(6);
});

test('the policy can be chosen per call, from the instance', async () => {
  const { server, http } = await clientFor(reply(503));
  class Api {
    constructor(readonly retries: number) {}
    @Retry((self: Api) => ({ maxRetries: self.retries, backoff: soon }))
    get() {
      return http.get('/');
    }
  }
  await expect(new Api(1).get()).rejects.toThrow();
  expect(server.requests).toHaveLength(2);
  await expect(new Api(0).get()).rejects.toThrow();
  expect(server.requests).toHaveLength(3);
});

test('a method that returns the data still shows the status of its response to the policy', async () => {
  const { server, http } = await clientFor([json({ ready: false }, 202), json({ ready: true })]);
  class Api {
    @RetryOn(status(202), { backoff: soon })
    async get() {
      const { data } = await http.get<{ ready: boolean }>('/');
      return data;
    }
  }
  expect(await new Api().get()).toEqual({ ready: true });
  expect(server.requests).toHaveLength(2);
});

test('fetch responses are judged by status and body, and are handed over unread', async () => {
  const { server } = await clientFor([json({ id: 1 }), json({ id: 1, summary: 'x' })]);
  class Api {
    @RetryOn((o) => (o.body as { summary?: string }).summary === undefined, { backoff: soon })
    get() {
      return fetch(server.url);
    }
  }
  const response = await new Api().get();
  expect(response.bodyUsed).toBe(false);
  expect(await response.json()).toEqual({ id: 1, summary: 'x' });
  expect(server.requests).toHaveLength(2);
});

// On a busy machine a thousand connections take their time, and a wait for one is not what this is about.
const patient = { timeouts: { connect: '60s' } } as const;

test('1,000 calls at once share no state', async () => {
  let served = 0;
  const failing = new Set<string>();
  const { server, http } = await clientFor((req, res, n) => {
    served += 1;
    const url = req.url ?? '';
    if (failing.has(url) || n % 3 !== 0) return json({ url })(req, res, n);
    failing.add(url);
    return reply(500)(req, res, n);
  }, patient);
  class Api {
    constructor(readonly path: string) {}
    @Retry({ backoff: soon })
    get(id: number) {
      return http.get<{ url: string }>(`${this.path}/${id}`);
    }
  }
  const apis = [new Api('/a'), new Api('/b')];
  const calls = Array.from({ length: 1000 }, (_, id) => (apis[id % 2] as Api).get(id));
  const answers = await Promise.all(calls);
  expect(answers.map((a) => a.data.url)).toEqual(answers.map((_, id) => `/${id % 2 ? 'b' : 'a'}/${id}`));
  expect(served).toBe(1000 + failing.size);
  expect(server.requests.length).toBe(served);
  for (const answer of answers) expect(attemptsOf(answer).length).toBe(failing.has(answer.data.url) ? 2 : 1);
});

test('50 calls in a row open one connection', async () => {
  const { server, http } = await clientFor(item);
  class Api {
    @Retry()
    get() {
      return http.get('/');
    }
  }
  const api = new Api();
  for (let n = 0; n < 50; n += 1) await api.get();
  expect(server.connections).toBe(1);
  expect(http.stats()).toMatchObject({ requests: 50, connectionsOpened: 1, reused: 49 });
});

test('a method that answers nothing in time leaves nothing', async () => {
  const { server, http } = await clientFor(hang());
  class Api {
    @Retry({ maxRetries: 1, backoff: soon, maxDuration: '10ms' })
    get() {
      return http.get('/', { signal: AbortSignal.abort(new Error('no')) });
    }
  }
  await expect(new Api().get()).rejects.toMatchObject({ code: 'ERR_CANCELED' });
  expect(server.requests).toHaveLength(0);
});
