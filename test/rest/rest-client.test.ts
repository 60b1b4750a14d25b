import { inspect } from 'node:util';
import {
  AbortOn,
  attemptsOf,
  ConfigError,
  constant,
  HoldfastError,
  Reauthenticate,
  Retry,
  RetryPolicy,
  rule,
  status,
} from 'holdfast';
import {
  type AttemptReport,
  basic,
  bearer,
  ClientHttpError,
  HttpError,
  inferWrapper,
  numberedPages,
  offsetPages,
  RestClient,
  type RestOptions,
  resumeTokenOf,
  ServerHttpError,
  token,
} from 'holdfast/rest';
import { recordAttempts } from 'holdfast/testing';
import { expect, onTestFinished, test, vi } from 'vitest';
import { hang, json, reply, type Step, serve } from '../support/server.js';

class Quick extends RetryPolicy {
  override backoff = constant(0);
}

class Api extends RestClient {
  override policy: RestOptions['policy'] = Quick;
  reports: AttemptReport[] = [];
  protected override onResponse(report: AttemptReport) {
    this.reports.push(report);
  }
}

async function apiFor<T extends RestClient = Api>(
  steps: Step | readonly Step[],
  options: RestOptions = {},
  Class: new (options: RestOptions) => T = Api as never,
) {
  const server = await serve(steps);
  const api = new Class({ baseURL: server.url, ...options });
  onTestFinished(() => api.close());
  return { server, api };
}

const failed = (work: Promise<unknown>): Promise<any> =>
  work.then(
    (value) => expect.fail(`expected an error, got ${inspect(value)}`),
    (error: unknown) => error,
  );

test('the verbs return the body, and send what they are given', async () => {
  const { server, api } = await apiFor(json({ id: 7 }), { headers: { 'x-app': 'a' } });
  expect(await api.get('/items/7')).toEqual({ id: 7 });
  expect(await api.post('items', { a: 1 })).toEqual({ id: 7 });
  await api.put('/items/7', [1]);
  await api.patch('/items/7', { b: 2 });
  await api.delete(`${server.url}/items/7`);
  expect(server.requests.map(({ method, url, body }) => `${method} ${url} ${body}`)).toEqual([
    'GET /items/7 ',
    'POST /items {"a":1}',
    'PUT /items/7 [1]',
    'PATCH /items/7 {"b":2}',
    'DELETE /items/7 ',
  ]);
  expect(server.requests.every(({ headers }) => headers['x-app'] === 'a')).toBe(true);
});

test('nothing is undefined, and the whole response is there for who wants it', async () => {
  const { api } = await apiFor([
    reply(204),
    reply(200),
    json([1], 200, { 'x-request-id': 'r1' }),
    reply(200),
  ]);
  expect(await api.delete('/items/7')).toBeUndefined();
  expect(await api.get('/items/7')).toBeUndefined();
  const response = await api.request<number[]>('get', '/items');
  expect(response).toMatchObject({ status: 200, data: [1], requestId: 'r1' });
  expect(response.headers.get('Content-Type')).toBe('application/json');
  expect((await api.head('/items')).data).toBeUndefined();
});

test('a 200 that is not JSON is an error and tried again; as text it is asked for', async () => {
  const { server, api } = await apiFor([reply(200, '<html>'), json({ id: 7 }), reply(200, 'a,b')]);
  expect(await api.get('/items/7')).toEqual({ id: 7 });
  expect(await api.get('/export', { responseType: 'text' })).toBe('a,b');
  const error = await failed(api.get('/items', {}));
  expect(error).toBeInstanceOf(ServerHttpError);
  expect(error).toMatchObject({ status: 200, body: 'a,b' });
  expect(attemptsOf(error)).toHaveLength(4);
  expect(attemptsOf(error)[0]).toMatchObject({ failure: 'protocol', status: 200 });
  expect(server.requests).toHaveLength(7);
});

test('errors tell what happened, and nothing secret', async () => {
  const { server, api } = await apiFor(
    json({ message: `denied for s3cret-key ${'x'.repeat(200)}` }, 401, { 'x-request-id': 'r-42' }),
    {
      auth: token('s3cret-key'),
    },
  );
  const error = await failed(api.get('/items?api_key=hidden1', { params: { token: 'hidden2' } }));
  expect(error).toBeInstanceOf(ClientHttpError);
  expect(error).toBeInstanceOf(HttpError);
  expect(error).not.toBeInstanceOf(ServerHttpError);
  expect(HoldfastError.is(error)).toBe(true);
  expect(error).toMatchObject({ name: 'ClientHttpError', status: 401, method: 'GET', requestId: 'r-42' });
  expect(error.url).toBe(`${server.url}/items`);
  expect(error.body).toMatch(/^.{99}\.\.\.$/);
  expect(error.response.data.message).toContain('denied');
  expect(error.cause).toMatchObject({ isAxiosError: true });
  expect(error.message).toMatch(/^GET http.*\/items: .*\(status 401, request id r-42\): .*denied for \*\*\*/);
  for (const text of [
    String(error),
    error.stack,
    JSON.stringify(error),
    inspect(error, { depth: 9, showHidden: true }),
  ])
    expect(text).not.toMatch(/s3cret|hidden/);
});

test('server errors are retried where it is safe, and keep their history', async () => {
  const { server, api } = await apiFor([reply(503), json(1), reply(500)]);
  expect(await api.get('/items')).toBe(1);
  const error = await failed(api.post('/items', {}));
  expect(error).toBeInstanceOf(ServerHttpError);
  expect(attemptsOf(error)).toMatchObject([{ status: 500, failure: 'status' }]);
  expect(server.requests).toHaveLength(3);
  expect(api.reports).toMatchObject([
    { method: 'GET', path: '/items', status: 503, attempt: 1 },
    { status: 200, attempt: 2, error: undefined },
    { method: 'POST', status: 500, attempt: 1, error },
  ]);
});

test('a POST with an idempotency key is retried with the same key', async () => {
  const { server, api } = await apiFor([reply(500), json(1)]);
  expect(await api.post('/items', {}, { idempotencyKey: 'k1' })).toBe(1);
  expect(server.requests.map(({ headers }) => headers['idempotency-key'])).toEqual(['k1', 'k1']);
});

test('another origin is refused before anything is sent, and before a credential is asked for', async () => {
  let asked = 0;
  const { server, api } = await apiFor(json(1), {
    auth: () => {
      asked += 1;
      return {};
    },
  });
  const other = await serve(json(1));
  for (const url of [
    `${other.url}/x`,
    `${server.url}.evil.example/x`,
    `${server.url}@evil.example/x`,
    '//evil.example/x',
  ]) {
    expect(await failed(api.get(url)), url).toBeInstanceOf(ConfigError);
  }
  expect([asked, server.requests.length, other.requests.length]).toEqual([0, 0, 0]);
  const friendly = await apiFor(json(1), { origins: [other.url] });
  expect(await friendly.api.get(`${other.url}/x`)).toBe(1);
});

test('what one call says does not leak into the next, and is not changed', async () => {
  const { server, api } = await apiFor([json(1), json({ gone: true }, 404), reply(404)], {
    headers: { accept: 'v2' },
  });
  const options = Object.freeze({
    headers: Object.freeze({ Accept: 'csv', 'x-one': '1' }),
    params: Object.freeze({ a: Object.freeze([1, 2]), b: undefined }),
    accept: Object.freeze([404]),
  });
  await api.get('/items', options);
  expect(await api.get('/items', options)).toEqual({ gone: true });
  expect(await failed(api.get('/items'))).toBeInstanceOf(ClientHttpError);
  expect(server.requests.map(({ url }) => url)).toEqual(['/items?a=1&a=2', '/items?a=1&a=2', '/items']);
  expect(server.requests.map(({ headers }) => headers.accept)).toEqual(['csv', 'csv', 'v2']);
  expect(server.requests[2]?.headers['x-one']).toBeUndefined();
});

test('a status that is accepted wins over every rule', async () => {
  const { server, api } = await apiFor(json('busy', 503), {
    policy: new Quick({ retryOn: status(503) }),
  });
  expect(await api.get('/items', { accept: [503] })).toBe('busy');
  expect(server.requests).toHaveLength(1);
});

test('lists get brackets where the API wants them', async () => {
  const { server, api } = await apiFor(json(1), { brackets: true });
  await api.get('/items', { params: { include: ['a', 'b'], 'ids[]': [1], q: 'x y' } });
  expect(server.requests[0]?.url).toBe('/items?include%5B%5D=a&include%5B%5D=b&ids%5B%5D=1&q=x+y');
});

test('a timeout holds for each attempt, and that of a call wins', async () => {
  const { server, api } = await apiFor([hang(), json(1), hang()], { timeout: 800 });
  expect(await api.get('/items')).toBe(1);
  expect(await failed(api.post('/items', {}, { timeout: 300 }))).toMatchObject({
    name: 'AttemptTimeoutError',
    limit: 300,
  });
  expect(server.requests).toHaveLength(3);
});

test('a timeout makes no attempts of its own: who counts them counts the requests', async () => {
  const { api } = await apiFor([hang(), json(1)], { timeout: 800 });
  const recording = recordAttempts();
  onTestFinished(() => recording.stop());
  expect(await api.get('/items')).toBe(1);
  expect(recording.attempts.map(({ number, status, failure }) => [number, status ?? failure])).toEqual([
    [1, 'timeout'],
    [2, 200],
  ]);
});

test('a signal ends the call with its own reason, also while it waits', async () => {
  const { server, api } = await apiFor(reply(503), { policy: { backoff: constant('1h') } });
  const controller = new AbortController();
  const call = failed(api.get('/items', { signal: controller.signal }));
  while (server.requests.length === 0 || api.reports.length === 0) await new Promise((r) => setTimeout(r, 5));
  controller.abort('enough');
  expect(await call).toBe('enough');
});

test('settings come from accessors, methods and fields, an instance wins, and does not tell the others', async () => {
  const server = await serve(json(1));
  class Company extends RestClient {
    override get baseURL() {
      return server.url;
    }
    override auth() {
      return { 'x-key': this.key };
    }
    override headers = { 'x-a': 'class', 'x-b': 'class' };
    key = 'own-key';
  }
  const [plain, special] = [
    new Company(),
    new Company({ headers: { 'x-b': 'instance' }, auth: bearer('abc'), policy: false }),
  ];
  onTestFinished(async () => void (await Promise.all([plain.close(), special.close()])));
  await special.get('/');
  await plain.get('/');
  await plain.get('/', { auth: basic('ada', 'lovelace') });
  await plain.get('/', { auth: false });
  const [first, second, third, fourth] = server.requests.map(({ headers }) => headers);
  expect(first).toMatchObject({ 'x-a': 'class', 'x-b': 'instance', authorization: 'Bearer abc' });
  expect(second).toMatchObject({ 'x-b': 'class', 'x-key': 'own-key' });
  expect(third?.authorization).toBe(`Basic ${btoa('ada:lovelace')}`);
  expect(fourth?.['x-key']).toBeUndefined();
});

test.each<[string, (policy: RestOptions['policy']) => RestClient]>([
  ['an option', (policy) => new RestClient({ policy })],
  ['a field', (policy) => Object.assign(new RestClient(), { policy })],
])('a policy class that is %s is made once, before anything is sent', async (_name, make) => {
  let made = 0;
  class Counted extends Quick {
    constructor() {
      super();
      made += 1;
    }
  }
  const server = await serve([reply(503), json({}), json({})]);
  const api = Object.assign(make(Counted), { baseURL: server.url });
  onTestFinished(() => api.close());
  await api.get('/a');
  await api.get('/b');
  expect([made, server.requests.length]).toEqual([1, 3]);
  class Wrong extends RetryPolicy {
    override maxRetries = -1;
  }
  const wrong = (): Promise<unknown> => Object.assign(make(Wrong), { baseURL: server.url }).get('/');
  expect((await failed(Promise.resolve().then(wrong))).message).toMatch(
    /^RestClient: option 'policy': option 'maxRetries': /,
  );
  expect(server.requests).toHaveLength(3);
});

test('decorators on a subclass take the place of the policy, without multiplying', async () => {
  const again = rule(status(418), { maxRetries: 2, backoff: constant(0) });
  @Retry({ rules: [again] })
  class Teapot extends RestClient {
    list_() {
      return this.get('/items');
    }
    @Retry({ rules: [rule(status(418), { maxRetries: 1, backoff: constant(0) })] })
    once() {
      return this.get('/items');
    }
  }
  const { server, api } = await apiFor(reply(418), {}, Teapot as never as new (o: RestOptions) => Teapot);
  for (const [work, calls] of [
    [() => api.get('/items'), 3],
    [() => api.list_(), 3],
    [() => api.once(), 2],
    [() => api.find('/items', 'x'), 3],
  ] as const) {
    const before = server.requests.length;
    await failed(work());
    expect(server.requests.length - before, String(work)).toBe(calls);
  }
  const plain = await apiFor(reply(418));
  await failed(plain.api.get('/items'));
  expect(plain.server.requests).toHaveLength(1);
});

test('an override of send may carry its own decorators', async () => {
  class Api3 extends RestClient {
    @AbortOn(status(503))
    protected override send(request: Parameters<RestClient['send']>[0]) {
      return super.send(request);
    }
  }
  const { server, api } = await apiFor(reply(503), {}, Api3 as never);
  await failed((api as RestClient).get('/items'));
  expect(server.requests).toHaveLength(1);
});

test('a new login makes the next attempt with the new credential, by class and by method', async () => {
  const steps: Step = (req, res, n) => {
    if (req.url === '/login') return json({ token: `t${n}` })(req, res, n);
    return (req.headers.authorization === 'Bearer old1' ? reply(401) : json(req.headers.authorization))(
      req,
      res,
      n,
    );
  };
  class Session extends RestClient {
    token = 'old1';
    override auth = bearer(() => this.token);
    async login() {
      this.token = (await this.post<{ token: string }>('/login', {}, { auth: false })).token;
    }
  }
  @Reauthenticate({ with: 'login' })
  class ByClass extends Session {}
  class ByMethod extends Session {
    @Reauthenticate({ with: 'login' })
    items() {
      return this.get('/items');
    }
  }
  const one = await apiFor(steps, {}, ByClass as never as new (o: RestOptions) => ByClass);
  expect(await Promise.all([1, 2, 3].map(() => one.api.get('/items')))).toEqual(
    Array(3).fill(`Bearer ${one.api.token}`),
  );
  expect(one.server.requests.filter(({ url }) => url === '/login')).toHaveLength(1);
  const two = await apiFor(steps, {}, ByMethod as never as new (o: RestOptions) => ByMethod);
  expect(await two.api.items()).toBe(`Bearer ${two.api.token}`);
  expect(two.server.requests).toHaveLength(3);
});

class PagerDuty extends Api {
  override auth = token('y_NbAkKc66ryYTWUXYEu');
  override headers = { accept: 'application/vnd.pagerduty+json;version=2' };
  override brackets = true;
  override paths = ['/users', '/users/{id}', '/users/me'];
  protected override wrapperOf(method: string, path: string) {
    return path === '/users/me' ? 'user' : inferWrapper(method, path);
  }
}

const users = ['Ann', 'Bob', 'Cid', 'Dan'].map((name, at) => ({
  id: `P${at}`,
  name,
  self: `/users/P${at}`,
  role: 'user',
}));
const pagerDuty: Step = (req, res, n) => {
  const { pathname, searchParams } = new URL(req.url ?? '', 'http://any');
  if (req.method === 'POST') return json({ user: { id: 'P9', name: 'Eve' } }, 201)(req, res, n);
  if (req.method === 'PUT') return json({ user: { ...users[0], role: 'admin' } })(req, res, n);
  if (pathname === '/users/none') return json({ odd: 1 })(req, res, n);
  if (pathname !== '/users') return json({ user: users[1] })(req, res, n);
  if (searchParams.get('fail') === searchParams.get('offset')) return reply(400)(req, res, n);
  const offset = Number(searchParams.get('offset'));
  return json({ users: users.slice(offset, offset + 2), more: offset + 2 < users.length })(req, res, n);
};

test('entities are wrapped and unwrapped, found, kept and listed', async () => {
  const { server, api } = await apiFor(
    pagerDuty,
    {},
    PagerDuty as never as new (
      o: RestOptions,
    ) => PagerDuty,
  );
  expect(await api.fetchEntity(users[1]!)).toEqual(users[1]);
  expect(await api.fetchEntity('/users/me')).toEqual(users[1]);
  expect(await api.find('/users', 'aNN')).toEqual(users[0]);
  expect(server.requests).toHaveLength(3);
  expect(await api.find('/users', 'nobody')).toBeUndefined();
  expect(await api.list('/users', { limit: 3 })).toEqual(users.slice(0, 3));
  expect((await api.dict<{ name: string }>('/users', { by: 'id', limit: 9 })).get('P3')?.name).toBe('Dan');
  for (const list of [
    () => api.list('/users', undefined as never),
    () => api.dict('/users', undefined as never),
  ])
    await expect(list()).rejects.toThrow(
      "toArray: option 'limit': expected a whole number of at least 0, or Infinity, got undefined",
    );
  server.requests.length = 0;
  expect(await api.persist('/users', 'name', { name: 'Eve' })).toEqual({ id: 'P9', name: 'Eve' });
  expect(await api.persist('/users', 'name', { name: 'ann', role: 'admin' })).toEqual(users[0]);
  expect(await api.persist('/users', 'name', { name: 'Ann', role: 'user' }, { update: true })).toEqual(
    users[0],
  );
  await api.persist('/users', 'name', { name: 'Ann', role: 'admin' }, { update: true });
  expect(
    server.requests.filter(({ method }) => method !== 'GET').map(({ url, body }) => [url, body]),
  ).toEqual([
    ['/users', '{"user":{"name":"Eve"}}'],
    [
      '/users/P0',
      JSON.stringify({ user: undefined, ...users[0], role: 'admin' })
        .replace(/^(.*)$/, '{"user":$1}')
        .replace('{"user":{"user":', '{"user":{'),
    ],
  ]);
  expect(api.reports.at(-1)?.path).toBe('/users/{id}');
  const error = await failed(api.fetchEntity('/users/none'));
  expect(error).toBeInstanceOf(ServerHttpError);
  expect(error.message).toContain("expected 'user' in the body, which has odd");
  expect(await failed(api.persist('/users', 'name', {}))).toBeInstanceOf(ConfigError);
  expect(await failed(api.fetchEntity({} as never))).toBeInstanceOf(ConfigError);
});

test('a page that fails is an HttpError that tells where to go on', async () => {
  const { api } = await apiFor(pagerDuty, {}, PagerDuty as never as new (o: RestOptions) => PagerDuty);
  const seen: unknown[] = [];
  const error = await failed(
    (async () => {
      for await (const user of api.iterate('/users', { params: { fail: 2 } })) seen.push(user);
    })(),
  );
  expect(seen).toEqual(users.slice(0, 2));
  expect(error).toBeInstanceOf(ClientHttpError);
  const resumeFrom = resumeTokenOf(error);
  expect(await api.iterate('/users', { resumeFrom }).toArray({ limit: 9 })).toEqual(users.slice(2));
  await expect(api.iterate('/users/me').toArray({ limit: 1 })).rejects.toThrow(
    "option 'items' picks it from the body, as wrapperOf does for a RestClient",
  );
  const unwrapped = await failed(api.list('/users/none', { limit: 1 }));
  expect(unwrapped).toBeInstanceOf(ServerHttpError);
  expect(unwrapped).toMatchObject({ method: 'GET', response: { status: 200, data: { odd: 1 } } });
  expect(unwrapped.message).toContain("expected 'user' in the body, which has odd");
});

test.each([
  [() => new RestClient({ base: 'x' } as never), "unknown option 'base'"],
  [() => new RestClient().settings, "option 'baseURL'"],
  [() => new RestClient({ baseURL: 'http://localhost/v1?key=1' }).settings, 'URL without a query, got'],
  [() => new (class extends RestClient {})().settings, "RestClient: option 'baseURL'"],
  [() => new (class extends RestClient {})({ timeout: 'x' as '1s' }), "RestClient: option 'timeout'"],
  [() => bearer(''), 'bearer: expected a credential'],
  [() => token('a\nb'), 'token: expected a credential'],
  [() => basic('a:b', 'c'), 'basic: expected a name'],
])('%s is refused', (make, message) => {
  expect(make).toThrow(message);
});

test('options of a call that nobody knows, and credentials that are empty, send nothing', async () => {
  const { server, api } = await apiFor(json(1), { auth: bearer(() => '') });
  expect(await failed(api.get('/', { header: {} } as never))).toBeInstanceOf(ConfigError);
  expect(await failed(api.get('/', { accept: ['4xx'] } as never))).toBeInstanceOf(ConfigError);
  expect(await failed(api.get('/', { params: { a: {} } } as never))).toBeInstanceOf(ConfigError);
  expect((await failed(api.get('/'))).message).toContain('bearer: expected a credential');
  expect(server.requests).toHaveLength(0);
});

test.each([
  ['offset', offsetPages({ limit: 10 }), { limit: 2 }, 'limit'],
  ['number', numberedPages({ size: 10 }), { per_page: 2 }, 'per_page'],
])(
  'by %s: the size of a page that a call asks for is that of all its pages',
  async (_, pagination, params, name) => {
    const { server, api } = await apiFor([json([1, 2]), json([3, 4]), json([])], { pagination });
    expect(await api.list('/items', { params, limit: 9 })).toEqual([1, 2, 3, 4]);
    const asked = server.requests.map(({ url }) => new URL(url, server.url).searchParams.get(name));
    expect(asked).toEqual(['2', '2', '2']);
  },
);

test('a limit that is a field of the class is text to the compiler, and a duration all the same', async () => {
  const server = await serve(hang());
  class Slow extends RestClient {
    override baseURL = server.url;
    override timeout = '20ms';
    override policy = false as const;
  }
  class Typo extends Slow {
    override timeout = '20 parsecs';
  }
  const [slow, typo] = [new Slow(), new Typo()];
  for (const api of [slow, typo]) onTestFinished(() => api.close());
  expect(await failed(slow.get('/items'))).toMatchObject({ name: 'AttemptTimeoutError', limit: 20 });
  expect(await failed(typo.get('/items'))).toMatchObject({
    name: 'ConfigError',
    message: expect.stringMatching(/^Typo: option 'timeout'/),
  });
});

test('an error of one copy of the package is known to the classes of another', async () => {
  const { api } = await apiFor(reply(404));
  const error = await failed(api.get('/items/7'));
  vi.resetModules();
  const other = await import('holdfast/rest');
  expect(other.HttpError).not.toBe(HttpError);
  expect(error).toBeInstanceOf(other.ClientHttpError);
  expect(error).toBeInstanceOf(other.HttpError);
  expect(error).not.toBeInstanceOf(other.ServerHttpError);
});
