/** What is left out until a redirect or a proxy is met must not be missed: the same as with bare axios, side by side. */
import { Agent } from 'node:http';
import axios, { type AxiosInstance, type AxiosRequestConfig, type AxiosResponse } from 'axios';
import { afterEach, expect, onTestFinished, test, vi } from 'vitest';
import { json, reply, type Step, serve } from '../support/server.js';
import { clientFor } from './borders/support.js';

const to =
  (location: string, status: number, headers: Record<string, string> = {}): Step =>
  (_req, res) =>
    res.writeHead(status, { location, 'x-hop': '1', ...headers }).end('moved');

/** Answers each path as `steps` says. */
const routed =
  (steps: Readonly<Record<string, Step>>): Step =>
  (req, res, n) =>
    (steps[new URL(req.url ?? '/', 'http://localhost').pathname] ?? json({ there: true }))(req, res, n);

function bareAxios(): AxiosInstance {
  const httpAgent = new Agent({ keepAlive: true });
  onTestFinished(() => httpAgent.destroy());
  // What createClient has by default, and axios has not.
  return axios.create({ httpAgent, maxRedirects: 10 });
}

type Final = { responseUrl?: string; redirects?: unknown };

const seenIn = ({ status, data, headers, request }: AxiosResponse) => {
  const { responseUrl, redirects } = (request as { res: Final }).res;
  return { status, data, hop: headers['x-hop'], responseUrl, redirects };
};

async function outcomeOf(client: AxiosInstance, config: AxiosRequestConfig): Promise<unknown> {
  try {
    return seenIn(await client.request(config));
  } catch (error) {
    const { name, message, code, status, response, cause } = error as Record<string, any>;
    const why = cause && { message: cause.message, code: cause.code };
    return { name, message, code, status, response: response && seenIn(response), why };
  }
}

/** Does the same with both, each against a server of its own on the same port. */
async function compare(steps: Readonly<Record<string, Step>>, config: AxiosRequestConfig) {
  const told = async (client: AxiosInstance) => {
    const server = await serve(routed(steps));
    const outcome = await outcomeOf(client, { ...config, url: `${server.url}${config.url ?? '/from'}` });
    const requests = server.requests.map(({ method, url, headers, body }) => {
      const { host, 'user-agent': agent, ...others } = headers;
      return { method, url, headers: others, body };
    });
    const text = JSON.stringify({ outcome, requests });
    const named = text.replaceAll(server.url, 'http://server').replaceAll(server.url.slice(7), 'server');
    return JSON.parse(named.replaceAll(`localhost:${new URL(server.url).port}`, 'localhost'));
  };
  const bare = await told(bareAxios());
  const ours = await told(clientFor({}));
  expect(ours).toEqual(bare);
  return ours as { outcome: any; requests: any[] };
}

const bodies: AxiosRequestConfig[] = [
  { method: 'GET' },
  { method: 'HEAD' },
  { method: 'DELETE' },
  { method: 'POST', data: { some: 'json' } },
  { method: 'PUT', data: 'some text', headers: { 'content-type': 'text/plain' } },
  { method: 'PATCH', data: Buffer.from([1, 2, 3]) },
  { method: 'POST', data: new URLSearchParams({ some: 'form' }) },
];

const cases = [300, 301, 302, 303, 304, 307, 308].flatMap((status) =>
  bodies.map((config) => ({ status, config, method: config.method })),
);

test.each(cases)('$status after $method', async ({ status, config }) => {
  const { requests } = await compare({ '/from': to('/to?a=1', status) }, config);
  expect(requests).toHaveLength(2);
});

test('several hops, of each kind', async () => {
  const steps = { '/from': to('/b', 307), '/b': to('/c', 308), '/c': to('/d', 302) };
  const { requests, outcome } = await compare(steps, { method: 'POST', data: { kept: true } });
  expect(requests.map(({ method, body }) => `${method} ${body}`)).toEqual([
    'POST {"kept":true}',
    'POST {"kept":true}',
    'POST {"kept":true}',
    'GET ',
  ]);
  expect(outcome.responseUrl).toBe('http://server/d');
});

test.each([
  ['no redirect at all', {}, {}],
  ['a fragment, which is told of a redirect', { '/from': to('/to?a=1#there', 302) }, { url: '/from#here' }],
  ['a fragment of the request', {}, { url: '/from?a=1#here', params: { b: 2 } }],
  [
    'a fragment that goes to another host',
    { '/from': to('/to#there', 302) },
    { beforeRedirect: (options) => void Object.assign(options, { hostname: 'localhost' }) },
  ],
  ['parameters, which are in the address that is told', {}, { params: { q: 'a b', r: [1, 2] } }],
  ['a user, who is in it too', {}, { auth: { username: 'me@home', password: 'p:w d' } }],
  ['a user who stays at home', { '/from': to('/to', 302) }, { auth: { username: 'me', password: 'pw' } }],
  ['an error of the server', { '/from': reply(500, 'sorry') }, {}],
  ['a redirect without an address', { '/from': reply(302) }, {}],
  [
    'one that is wanted as it is',
    { '/from': to('/to', 302) },
    { validateStatus: () => true, maxRedirects: 0 },
  ],
  ['one that is not followed', { '/from': to('/to', 302) }, { maxRedirects: 0 }],
  ['one too many', { '/from': to('/b', 302), '/b': to('/from', 302) }, { maxRedirects: 3 }],
  ['another protocol', { '/from': to('ftp://localhost/', 302) }, {}],
  ['an address that is none', { '/from': to('http://[', 302) }, {}],
  ['an error at the end', { '/from': to('/to', 302), '/to': reply(404, 'not here') }, {}],
  ['a body of bytes', { '/from': to('/to', 302) }, { responseType: 'arraybuffer' }],
  ['a body as it is', { '/from': to('/to', 302) }, { transformResponse: [] }],
  ['status codes that one may refuse', { '/from': to('/to', 302) }, { validateStatus: () => false }],
] as [string, Record<string, Step>, AxiosRequestConfig][])('%s', async (_name, steps, config) => {
  await compare(steps, config);
});

test('a redirect whose body never ends is followed at once', async () => {
  const stalled: Step = (_req, res) =>
    res.writeHead(302, { location: '/to', 'content-length': 9 }).write('x');
  const { outcome } = await compare({ '/from': stalled }, {});
  expect(outcome.data).toEqual({ there: true });
});

test('a hook before each redirect sees and changes what it does with axios', async () => {
  const seen: unknown[][] = [[], []];
  const hooked = (log: unknown[]): AxiosRequestConfig => ({
    beforeRedirect: (options, { headers, statusCode }, { method }) => {
      log.push([options.path, headers.location, headers['set-cookie'], statusCode, method]);
      options.headers['x-seen'] = String(log.length);
    },
  });
  for (const [i, client] of [bareAxios(), clientFor({})].entries()) {
    const cookies: Step = (_req, res) =>
      res.writeHead(302, { location: '/b', 'set-cookie': ['a=1', 'b=2'] }).end();
    const server = await serve(routed({ '/from': cookies, '/b': to('/c', 302) }));
    await client.get(`${server.url}/from`, hooked(seen[i] as unknown[]));
    expect(server.requests.map(({ headers }) => headers['x-seen'])).toEqual([undefined, '1', '2']);
  }
  expect(seen[1]).toEqual(seen[0]);
  expect(seen[0]).toHaveLength(2);
});

test('a hook that throws ends the request with what it threw', async () => {
  const beforeRedirect = (): never => {
    throw new TypeError('not there');
  };
  const { outcome } = await compare({ '/from': to('/to', 302) }, { beforeRedirect });
  expect(outcome.message).toContain('not there');
});

test('the pool counts a redirect as axios makes it: one request more', async () => {
  const server = await serve(routed({ '/from': to('/to', 302) }));
  const client = clientFor({ baseURL: server.url });
  await client.get('/from');
  expect(server.requests).toHaveLength(2);
  expect(client.stats()).toMatchObject({ requests: 2, active: 0, queued: 0 });
});

test('a signal ends the request behind a redirect', async () => {
  const server = await serve(routed({ '/from': to('/to', 302), '/to': () => {} }));
  const client = clientFor({ baseURL: server.url });
  const controller = new AbortController();
  const failed = client.get('/from', { signal: controller.signal }).catch((error: unknown) => error);
  await expect.poll(() => server.requests.length).toBe(2);
  controller.abort();
  expect(axios.isCancel(await failed)).toBe(true);
  await expect.poll(() => client.stats().active).toBe(0);
});

afterEach(() => vi.unstubAllEnvs());

test('a proxy that the environment names is used from then on', async () => {
  const server = await serve(json({ straight: true }));
  const proxy = await serve(json({ proxied: true }));
  const client = clientFor({ baseURL: server.url });
  expect((await client.get('/')).data).toEqual({ straight: true });
  vi.stubEnv('http_proxy', proxy.url);
  expect((await client.get('/')).data).toEqual({ proxied: true });
  expect((await client.get('/', { proxy: false })).data).toEqual({ straight: true });
  vi.stubEnv('no_proxy', '127.0.0.1');
  expect((await client.get('/')).data).toEqual({ straight: true });
});
