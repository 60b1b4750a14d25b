import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { get as rawGet } from 'node:http';
import { expect, test } from 'vitest';
import { digestResponse } from '../../../src/faults/routes/httpbin/digest.js';
import { httpbin } from '../../../src/faults/routes/httpbin/index.js';
import { useVirtualClock } from '../../support/virtual-clock.js';
import { ask } from './support.js';

const headersOf = (reply: Response, ...names: string[]) => names.map((name) => reply.headers.get(name));

test('/get, /anything and the others tell the request', async () => {
  const server = await ask(httpbin);
  const told = await server.json('/get?a=1&b=2&b=3', { headers: { 'x-token': 't' } });
  expect(Object.keys(told)).toEqual(['args', 'headers', 'origin', 'url']);
  expect(told).toMatchObject({
    args: { a: '1', b: ['2', '3'] },
    headers: { 'X-Token': 't', Host: `127.0.0.1:${server.port}` },
    origin: '127.0.0.1',
    url: `${server.url}/get?a=1&b=2&b=3`,
  });
  const body = '{"id":7}';
  for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
    const init = { method, body, headers: { 'content-type': 'application/json' } };
    const path = `/${method.toLowerCase()}`;
    expect(await server.json(path, init)).toMatchObject({ data: body, json: { id: 7 }, form: {}, files: {} });
    expect(await server.status(path)).toBe(405);
    expect(await server.json('/anything/a/b', init)).toMatchObject({ method, data: body });
  }
});

test('forms and files are told by their fields', async () => {
  const server = await ask(httpbin);
  const fields = new URLSearchParams([
    ['a', '1'],
    ['a', '2'],
    ['b', 'ä'],
  ]);
  const form = await server.json('/post', { method: 'POST', body: fields });
  expect(form).toMatchObject({ form: { a: ['1', '2'], b: 'ä' }, data: '', json: null });
  const parts = new FormData();
  parts.set('note', 'milk');
  parts.set('list', new Blob(['buy milk']), 'list.txt');
  parts.set('image', new Blob([new Uint8Array([255, 0])], { type: 'image/png' }), 'x.png');
  expect(await server.json('/post', { method: 'POST', body: parts })).toMatchObject({
    form: { note: 'milk' },
    files: { list: 'buy milk', image: 'data:image/png;base64,/wA=' },
  });
  const broken = { method: 'POST', body: 'x', headers: { 'content-type': 'multipart/form-data' } };
  expect(await server.json('/post', broken)).toMatchObject({ data: 'x', form: {} });
  const bytes = { method: 'POST', body: new Uint8Array([255, 0]) };
  expect((await server.json('/post', bytes)).data).toBe('data:application/octet-stream;base64,/wA=');
});

test('/headers, /ip, /user-agent and /uuid', async () => {
  const server = await ask(httpbin);
  const headers = { 'user-agent': 'me/1', 'x-a': 'b' };
  expect((await server.json('/headers', { headers })).headers).toMatchObject({
    'User-Agent': 'me/1',
    'X-A': 'b',
  });
  expect(await server.json('/ip')).toEqual({ origin: '127.0.0.1' });
  expect(await server.json('/user-agent', { headers })).toEqual({ 'user-agent': 'me/1' });
  expect((await server.json('/uuid')).uuid).toMatch(/^[\da-f-]{36}$/);
});

test('every reply allows other origins', async () => {
  const server = await ask(httpbin);
  const names = ['access-control-allow-origin', 'access-control-allow-credentials'];
  expect(headersOf(await server.get('/status/500'), ...names)).toEqual(['*', 'true']);
});

test('/status answers with that status, and the special ones with what belongs to them', async () => {
  const server = await ask(httpbin);
  for (const status of [200, 201, 204, 304, 404, 429, 500, 503, 599]) {
    expect(await server.status(`/status/${status}`)).toBe(status);
    expect(await server.status(`/status/${status}`, { method: 'PATCH' })).toBe(status);
  }
  for (const status of [301, 302, 303, 305, 307]) {
    expect(headersOf(await server.get(`/status/${status}`), 'location')).toEqual(['/redirect/1']);
  }
  expect(headersOf(await server.get('/status/401'), 'www-authenticate')).toEqual([
    'Basic realm="Fake Realm"',
  ]);
  // fetch keeps this one to itself.
  const [proxied] = await once(rawGet(`${server.url}/status/407`, { agent: false }), 'response');
  proxied.resume();
  expect(proxied.headers['proxy-authenticate']).toBe('Basic realm="Fake Realm"');
  expect((await server.json('/status/406')).accept).toContain('image/png');
  const teapot = await server.get('/status/418');
  expect([teapot.status, await teapot.text()]).toEqual([418, expect.stringContaining('-=[ teapot ]=-')]);
  for (const bad of ['1000', '100', 'x', '200:x,500:1', '200:-1,500:1', '200,']) {
    expect(await server.status(`/status/${bad}`), bad).toBe(400);
  }
});

test('/status draws among several by weight, from the seed', async () => {
  const drawn = async (seed: number, codes: string): Promise<number[]> => {
    const server = await ask(httpbin, seed);
    const statuses: number[] = [];
    for (let n = 0; n < 60; n++) statuses.push(await server.status(`/status/${codes}`));
    return statuses;
  };
  const share = (statuses: number[], status: number) =>
    statuses.filter((each) => each === status).length / 60;
  const first = await drawn(5, '200:0.9,500:0.1');
  expect(await drawn(5, '200:0.9,500:0.1')).toEqual(first);
  expect(await drawn(6, '200:0.9,500:0.1')).not.toEqual(first);
  expect(share(first, 200)).toBeGreaterThan(0.75);
  expect(share(first, 500)).toBeGreaterThan(0);
  const equal = await drawn(5, '200,500');
  expect(share(equal, 500)).toBeGreaterThan(0.3);
  expect(share(equal, 500)).toBeLessThan(0.7);
  expect(await drawn(5, '200:0,503:1')).toEqual(Array(60).fill(503));
});

test('/delay waits so many seconds, but ten at most', async () => {
  const clock = useVirtualClock();
  const server = await ask(httpbin);
  let at = 0;
  const arrival = async (path: string): Promise<number> => {
    const before = clock.delays.length;
    const reply = server.json(path).then((told) => [told.url, clock.clock.now()]);
    await expect.poll(() => clock.delays.length).toBe(before + 1);
    await clock.elapse(clock.delays.at(-1)!);
    const [url, time] = await reply;
    expect(url).toBe(server.url + path);
    const taken = time - at;
    at = time;
    return taken;
  };
  expect(await arrival('/delay/1.5')).toBe(1500);
  expect(await arrival('/delay/60')).toBe(10_000);
  expect(await server.status('/delay/soon')).toBe(400);
});

test('a delay ends with its client', async () => {
  const clock = useVirtualClock();
  const server = await ask(httpbin);
  const patience = new AbortController();
  const reply = server.get('/delay/9', { signal: patience.signal });
  await expect.poll(() => clock.timers.size).toBe(1);
  patience.abort();
  await expect(reply).rejects.toThrow();
  await expect.poll(() => clock.timers.size).toBe(0);
});

test('/drip sends its bytes one by one, and tells how many', async () => {
  const clock = useVirtualClock();
  const server = await ask(httpbin);
  const url = `${server.url}/drip?duration=4&numbytes=4&code=202&delay=3`;
  const request = rawGet(url, { agent: false });
  const responded = once(request, 'response');
  await expect.poll(() => clock.delays).toEqual([3000]);
  await clock.elapse(3000);
  const [reply] = await responded;
  let received = '';
  reply.on('data', (chunk: Buffer) => {
    received += chunk;
  });
  expect([reply.statusCode, reply.headers['content-length']]).toEqual([202, '4']);
  for (const so of ['*', '**', '***', '****']) {
    await expect.poll(() => received).toBe(so);
    await expect.poll(() => clock.timers.size).toBe(1);
    await clock.elapse(1000);
  }
  await expect.poll(() => reply.complete).toBe(true);
  expect(clock.delays).toEqual([3000, 1000, 1000, 1000, 1000]);
  expect(await server.status('/drip?numbytes=0')).toBe(400);
  expect(await server.status('/drip?duration=long')).toBe(400);
});

/** The statuses and places of a chain of redirects. */
async function walk(server: Awaited<ReturnType<typeof ask>>, path: string): Promise<string[]> {
  const walked: string[] = [];
  for (let at: string | null = path; at !== null; ) {
    const reply: Response = await server.get(at.replace(server.url, ''));
    await reply.arrayBuffer();
    at = reply.headers.get('location');
    walked.push(`${reply.status} ${at ?? ''}`.trim());
  }
  return walked;
}

test('/redirect, /relative-redirect and /absolute-redirect end at /get', async () => {
  const server = await ask(httpbin);
  const relative = ['302 /relative-redirect/2', '302 /relative-redirect/1', '302 /get', '200'];
  const absolute = ['/absolute-redirect/1', '/get'].map((path) => `302 ${server.url}${path}`);
  expect(await walk(server, '/redirect/3')).toEqual(relative);
  expect(await walk(server, '/relative-redirect/3')).toEqual(relative);
  expect(await walk(server, '/absolute-redirect/2')).toEqual([...absolute, '200']);
  expect(await walk(server, '/redirect/2?absolute=true')).toEqual([...absolute, '200']);
  expect(await server.status('/redirect/0')).toBe(400);
  expect(await server.status('/redirect/x')).toBe(404);
});

test.each([
  '/redirect/1',
  '/redirect-to?url=/get',
  '/links/3',
  '/cookies/set?a=1',
  '/cookies/set/a/1',
  '/cookies/delete?a',
  '/cookies/set',
])('%s redirects with a page, as the others do', async (path) => {
  const reply = await (await ask(httpbin)).get(path);
  expect([reply.status, headersOf(reply, 'content-type'), await reply.text()]).toEqual([
    302,
    ['text/html; charset=utf-8'],
    'Redirecting...\n',
  ]);
});

test('/redirect-to leads anywhere, with any status of its kind', async () => {
  const server = await ask(httpbin);
  const to = async (query: string) => {
    const reply = await server.get(`/redirect-to?${query}`, { method: 'POST' });
    return `${reply.status} ${reply.headers.get('location')}`;
  };
  expect(await to('url=http%3A%2F%2Fexample.com%2F')).toBe('302 http://example.com/');
  expect(await to('url=/get&status_code=307')).toBe('307 /get');
  expect(await to('URL=/get&status_code=200')).toBe('302 /get');
  expect(await server.status('/redirect-to')).toBe(400);
});

test('/response-headers sends what it is told, and lists it', async () => {
  const server = await ask(httpbin);
  const reply = await server.get('/response-headers?Retry-After=3&X-A=1&X-A=2');
  expect(headersOf(reply, 'retry-after', 'x-a')).toEqual(['3', '1, 2']);
  const text = await reply.text();
  expect(JSON.parse(text)).toEqual({
    'Content-Length': String(text.length),
    'Content-Type': 'application/json',
    'Retry-After': '3',
    'X-A': ['1', '2'],
  });
});

test('/bytes and /stream-bytes send so many, the same for the same seed', async () => {
  const server = await ask(httpbin);
  const bytes = async (path: string) => Buffer.from(await (await server.get(path)).arrayBuffer());
  const seeded = await bytes('/bytes/1000?seed=7');
  expect(seeded).toHaveLength(1000);
  expect(new Set(seeded).size).toBeGreaterThan(200);
  expect(await bytes('/stream-bytes/1000?seed=7&chunk_size=64')).toEqual(seeded);
  expect(await bytes('/bytes/1000?seed=8')).not.toEqual(seeded);
  expect(await bytes('/bytes/1000')).not.toEqual(await bytes('/bytes/1000'));
  expect(await bytes('/bytes/200000')).toHaveLength(102_400);
  const streamed = await server.get('/stream-bytes/10');
  expect(headersOf(streamed, 'transfer-encoding', 'content-length')).toEqual(['chunked', null]);
  await streamed.arrayBuffer();
});

test('/stream sends lines of JSON', async () => {
  const server = await ask(httpbin);
  const lines = (await (await server.get('/stream/3')).text()).trim().split('\n');
  expect(lines.map((line) => JSON.parse(line).id)).toEqual([0, 1, 2]);
});

test.each([
  ['/stream/-5', 404],
  ['/stream-bytes/5?chunk_size=x', 400],
  ['/range/5?chunk_size=x', 400],
])('%s is refused before a body begins', async (path, status) => {
  expect(await (await ask(httpbin)).status(path)).toBe(status);
});

test('/range gives what is asked for', async () => {
  const server = await ask(httpbin);
  const range = async (asked?: string, path = '/range/30') => {
    const reply = await server.get(path, asked === undefined ? {} : { headers: { range: asked } });
    return [reply.status, reply.headers.get('content-range'), await reply.text()];
  };
  const all = 'abcdefghijklmnopqrstuvwxyzabcd';
  expect(await range()).toEqual([200, 'bytes 0-29/30', all]);
  expect(await range('bytes=24-27')).toEqual([206, 'bytes 24-27/30', 'yzab']);
  expect(await range('bytes=28-')).toEqual([206, 'bytes 28-29/30', 'cd']);
  expect(await range('bytes=-3')).toEqual([206, 'bytes 27-29/30', 'bcd']);
  expect(await range('bytes=-99')).toEqual([200, 'bytes 0-29/30', all]);
  for (const asked of ['bytes=30-', 'bytes=9-8', 'bytes=0-30']) {
    expect(await range(asked), asked).toEqual([416, 'bytes */30', '']);
  }
  expect((await range(undefined, '/range/0'))[0]).toBe(404);
  expect((await range(undefined, '/range/30?chunk_size=4'))[2]).toBe(all);
  expect(headersOf(await server.get('/range/9'), 'etag', 'accept-ranges')).toEqual(['range9', 'bytes']);
});

test('/gzip, /deflate and /brotli can be unpacked', async () => {
  const server = await ask(httpbin);
  for (const [path, encoding, mark] of [
    ['/gzip', 'gzip', 'gzipped'],
    ['/deflate', 'deflate', 'deflated'],
    ['/brotli', 'br', 'brotli'],
  ] as const) {
    const reply = await server.get(path);
    expect(reply.headers.get('content-encoding')).toBe(encoding);
    expect(await reply.json()).toMatchObject({ [mark]: true, method: 'GET' });
  }
});

test('/basic-auth, /hidden-basic-auth and /bearer want credentials', async () => {
  const server = await ask(httpbin);
  const basic = (pair: string) => ({ headers: { authorization: `Basic ${btoa(pair)}` } });
  expect(await server.json('/basic-auth/me/pass%3Aword', basic('me:pass:word'))).toEqual({
    authenticated: true,
    user: 'me',
  });
  expect(await server.status('/basic-auth/me/word', basic('me:other'))).toBe(401);
  expect(await server.status('/basic-auth/me/word')).toBe(401);
  expect(await server.status('/hidden-basic-auth/me/word')).toBe(404);
  expect(await server.status('/hidden-basic-auth/me/word', basic('me:word'))).toBe(200);
  const bearer = { headers: { authorization: 'Bearer abc' } };
  expect(await server.json('/bearer', bearer)).toEqual({ authenticated: true, token: 'abc' });
  const refused = await server.get('/bearer');
  expect([refused.status, refused.headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
  expect(await server.status('/bearer', basic('me:word'))).toBe(401);
});

test('the digest is that of RFC 7616, section 3.9.1', () => {
  const credentials = {
    username: 'Mufasa',
    realm: 'http-auth@example.org',
    uri: '/dir/index.html',
    nonce: '7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v',
    nc: '00000001',
    cnonce: 'f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ',
    qop: 'auth',
  };
  const secret = { password: 'Circle of Life', method: 'GET', body: Buffer.alloc(0) };
  expect(digestResponse(credentials, 'MD5', secret)).toBe('8ca523f5e9506fed4657c9700eebdbec');
  expect(digestResponse(credentials, 'SHA-256', secret)).toBe(
    '753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1',
  );
});

test('/digest-auth takes what a client makes of its challenge, and nothing else', async () => {
  const server = await ask(httpbin);
  for (const [qop, algorithm, hash] of [
    ['auth', 'MD5', 'md5'],
    ['auth-int', 'SHA-256', 'sha256'],
  ] as const) {
    const path = `/digest-auth/${qop}/me/word/${algorithm}`;
    const challenge = await server.get(path);
    const header = challenge.headers.get('www-authenticate') ?? '';
    expect([challenge.status, header]).toEqual([401, expect.stringContaining(`algorithm=${algorithm}`)]);
    const nonce = /nonce="([^"]+)"/.exec(header)?.[1];
    const h = (...parts: string[]) => createHash(hash).update(parts.join(':')).digest('hex');
    const a2 = qop === 'auth-int' ? h('GET', path, h('')) : h('GET', path);
    const authorize = (password: string, user = 'me') => {
      const response = h(h(user, 'httpbin', password), `${nonce}`, '00000001', 'c', qop, a2);
      const head = `Digest username="${user}", realm="httpbin", nonce="${nonce}", uri="${path}"`;
      return {
        headers: { authorization: `${head}, qop=${qop}, nc=00000001, cnonce="c", response="${response}"` },
      };
    };
    expect(await server.json(path, authorize('word'))).toEqual({ authenticated: true, user: 'me' });
    expect(await server.status(path, authorize('other'))).toBe(401);
    expect(await server.status(path, authorize('word', 'you'))).toBe(401);
    expect(await server.status(`${path}?else`, authorize('word'))).toBe(401);
  }
});

const curl = spawnSync('curl', ['--version'], { encoding: 'utf8' });

test.skipIf(curl.status !== 0)('curl finds its way through /digest-auth', async () => {
  const server = await ask(httpbin);
  const run = async (user: string): Promise<string> => {
    const url = `${server.url}/digest-auth/auth/me/word`;
    const args = [
      '-s',
      '--noproxy',
      '*',
      '--digest',
      '-u',
      user,
      '-w',
      '%{http_code}',
      '-o',
      '/dev/null',
      url,
    ];
    const child = spawn('curl', args);
    const [out] = await once(child.stdout, 'data');
    await once(child, 'close');
    return String(out);
  };
  expect(await run('me:word')).toBe('200');
  expect(await run('me:other')).toBe('401');
});

test('/cookies are told, set and deleted', async () => {
  const server = await ask(httpbin);
  const cookie = 'a=1; b="x=y"';
  expect(await server.json('/cookies', { headers: { cookie } })).toEqual({ cookies: { a: '1', b: 'x=y' } });
  const set = await server.get('/cookies/set?a=1&b=2');
  expect([set.status, set.headers.get('location'), set.headers.getSetCookie()]).toEqual([
    302,
    '/cookies',
    ['a=1; Path=/', 'b=2; Path=/'],
  ]);
  expect((await server.get('/cookies/set/a/1')).headers.getSetCookie()).toEqual(['a=1; Path=/']);
  expect((await server.get('/cookies/delete?a')).headers.getSetCookie()[0]).toMatch(
    /^a=; Expires=Thu, 01 Jan 1970/,
  );
  expect((await server.get('/cookies/set')).headers.getSetCookie()).toEqual([]);
});

test('/etag and /cache answer conditions', async () => {
  const server = await ask(httpbin);
  const with_ = (headers: Record<string, string>) => ({ headers });
  expect((await server.get('/etag/v1')).headers.get('etag')).toBe('v1');
  expect(await server.status('/etag/v1', with_({ 'if-none-match': 'W/"v0", "v1"' }))).toBe(304);
  expect(await server.status('/etag/v1', with_({ 'if-none-match': '"v0"' }))).toBe(200);
  expect(await server.status('/etag/v1', with_({ 'if-match': '"v0"' }))).toBe(412);
  expect(await server.status('/etag/v1', with_({ 'if-match': '*' }))).toBe(200);
  const fresh = await server.get('/cache');
  expect(headersOf(fresh, 'etag', 'last-modified')).toEqual([
    expect.stringMatching(/^[\da-f]{32}$/),
    expect.stringMatching(/GMT$/),
  ]);
  expect(await server.status('/cache', with_({ 'if-modified-since': 'x' }))).toBe(304);
  expect((await server.get('/cache/60')).headers.get('cache-control')).toBe('public, max-age=60');
});

test('each route says in a line what it does', () => {
  for (const { path, summary } of httpbin.routes) expect(summary, path).toMatch(/^.{8,100}$/);
});

test('the pages are of their types, and say what suites look for', async () => {
  const server = await ask(httpbin);
  const page = async (path: string) => {
    const reply = await server.get(path);
    return [reply.status, reply.headers.get('content-type'), await reply.text()];
  };
  const html = 'text/html; charset=utf-8';
  expect(await page('/html')).toEqual([
    200,
    html,
    expect.stringContaining('<h1>Herman Melville - Moby-Dick</h1>'),
  ]);
  expect(await page('/encoding/utf8')).toEqual([200, html, expect.stringContaining('ᚠᛇᚻ')]);
  expect(await page('/forms/post')).toEqual([200, html, expect.stringContaining('action="/post"')]);
  expect(await page('/robots.txt')).toEqual([200, 'text/plain', 'User-agent: *\nDisallow: /deny\n']);
  expect(await page('/deny')).toEqual([200, 'text/plain', expect.any(String)]);
  expect(await page('/xml')).toEqual([
    200,
    'application/xml',
    expect.stringMatching(/^<\?xml.*<\/slideshow>\n$/s),
  ]);
  const { slideshow } = await server.json('/json');
  expect(slideshow).toMatchObject({ title: 'Sample Slide Show', author: 'Yours Truly' });
  expect(await page('/base64/SFRUUEJJTiBpcyBhd2Vzb21l')).toEqual([200, html, 'HTTPBIN is awesome']);
  expect(await page('/base64/w6TDtsO8')).toEqual([200, html, 'äöü']);
});

test('/links leads to a page with a link to each of its neighbours', async () => {
  const server = await ask(httpbin);
  const first = await server.get('/links/3');
  expect([first.status, first.headers.get('location')]).toEqual([302, '/links/3/0']);
  const linksOn = async (path: string) =>
    [...(await (await server.get(path)).text()).matchAll(/href='([^']*)'/g)].map(([, link]) => link);
  expect(await linksOn('/links/3/0')).toEqual(['/links/3/1', '/links/3/2']);
  expect(await linksOn('/links/3/1')).toEqual(['/links/3/0', '/links/3/2']);
  expect(await linksOn('/links/0/7')).toEqual(['/links/1/0']);
  expect(await linksOn('/links/1000/0')).toHaveLength(199);
  expect(await server.status('/links/x/0')).toBe(404);
});
