import { Agent, METHODS } from 'node:http';
import { Readable } from 'node:stream';
import { attemptsOf, BodyNotReplayableError, constant, Idempotent, Retry } from 'holdfast';
import { generate } from 'selfsigned';
import { expect, test } from 'vitest';
import { json, reply, reset, serve } from '../support/server.js';
import { bareAxios, clientFor, withAxiosRetry } from './clients.js';

const backoff = constant(1);
const created = json({ id: '7' }, 201);
const item = { summary: 'buy milk' };

test('axios-retry: a POST was sent again after a reset connection', async () => {
  const { server, http } = await clientFor(reset());
  await expect(withAxiosRetry(server.url).post('/items', item)).rejects.toThrow();
  expect(server.requests.splice(0)).toHaveLength(4);

  class Api {
    @Retry({ backoff })
    add() {
      return http.post('/items', item);
    }
  }
  await expect(new Api().add()).rejects.toMatchObject({ code: 'ECONNRESET' });
  expect(server.requests).toHaveLength(1);

  const undecorated = await clientFor(reset(), { retry: { backoff } });
  await expect(undecorated.http.post('/items', item)).rejects.toMatchObject({ code: 'ECONNRESET' });
  expect(undecorated.server.requests).toHaveLength(1);
});

test.each([408, 409, 500, 502, 503, 504])(
  'azure, effect, octokit: a POST was sent again after %i',
  async (s) => {
    const { server, http } = await clientFor(reply(s));
    class Api {
      @Retry({ backoff })
      add() {
        return http.post('/items', item);
      }
      @Retry({ backoff })
      change() {
        return http.patch('/items/7', item);
      }
    }
    await expect(new Api().add()).rejects.toMatchObject({ response: { status: s } });
    await expect(new Api().change()).rejects.toMatchObject({ response: { status: s } });
    expect(server.requests.map((r) => r.method)).toEqual(['POST', 'PATCH']);
  },
);

test('axios, got, cockatiel: no key told a repeated POST from a second one', async () => {
  const { server, http } = await clientFor([reset(), reply(503), created]);
  class Api {
    @Retry({ backoff })
    @Idempotent()
    add() {
      return http.post('/items', item);
    }
  }
  await new Api().add();
  await new Api().add();
  const [first, second, third, other] = server.requests.map((r) => r.headers['idempotency-key']);
  expect(first).toBeDefined();
  expect([second, third]).toEqual([first, first]);
  expect(other).not.toBe(first);
});

test('axios-retry: a stream was sent again, empty, and the answer was taken for the right one', async () => {
  const { server, http } = await clientFor([reply(500), json({ stored: true })]);
  const file = () => Readable.from(['abc']);

  const { status } = await withAxiosRetry(server.url).put('/file', file());
  expect(status).toBe(200);
  expect(server.requests.splice(0).map((r) => r.body)).toEqual(['abc', '']);

  class Api {
    @Retry({ backoff })
    store(body: Readable) {
      return http.put('/file', body);
    }
    @Retry({ backoff })
    storeFresh(make: () => Readable) {
      return http.put('/file', make());
    }
    @Retry({ backoff })
    storeByFactory(make: () => Readable) {
      return http.put('/file', make);
    }
  }
  const error = await new Api().store(file()).catch((e) => e);
  expect(error).toBeInstanceOf(BodyNotReplayableError);
  expect(error.cause).toMatchObject({ response: { status: 500 } });
  expect(server.requests.splice(0).map((r) => r.body)).toEqual(['abc']);

  for (const again of [() => new Api().storeFresh(file), () => new Api().storeByFactory(file)]) {
    await again();
    expect(server.requests.splice(0).map((r) => r.body)).toEqual(['abc', 'abc']);
  }
});

test('axios-retry: the same, for requests outside of guarded methods', async () => {
  const { server, http } = await clientFor([reply(500), json({ stored: true })], { retry: { backoff } });
  const file = () => Readable.from(['abc']);
  const error = await http.put('/file', file()).catch((e) => e);
  expect(error).toBeInstanceOf(BodyNotReplayableError);
  expect(server.requests.splice(0).map((r) => r.body)).toEqual(['abc']);

  await http.put('/file', file);
  expect(server.requests.map((r) => r.body)).toEqual(['abc', 'abc']);
});

test('got: a form was not sent again as it was', async () => {
  const { server, http } = await clientFor([reply(500), created]);
  const form = new FormData();
  form.append('summary', 'buy milk');
  class Api {
    @Retry({ backoff })
    put() {
      return http.put('/form', form);
    }
  }
  await new Api().put();
  expect(server.requests).toHaveLength(2);
  for (const { body } of server.requests) expect(body).toMatch(/name="summary"\s+buy milk/);
});

test('axios-retry: a 501 was asked for again, a 408, a 425 and a QUERY were not', async () => {
  const expectations = [
    { method: 'GET', status: 501, peer: 4, ours: 1 },
    { method: 'GET', status: 408, peer: 1, ours: 4 },
    { method: 'GET', status: 425, peer: 1, ours: 4 },
    // The servers of Node 20.19 do not know it.
    ...(METHODS.includes('QUERY') ? [{ method: 'QUERY', status: 503, peer: 1, ours: 4 }] : []),
  ];
  const { server, http } = await clientFor((req, res, n) => reply(Number(req.url?.slice(1)))(req, res, n));
  class Api {
    @Retry({ backoff })
    send(method: string, url: string) {
      return http.request({ method, url });
    }
  }
  const peer = withAxiosRetry(server.url);
  for (const { method, status, ...expected } of expectations) {
    await expect(peer.request({ method, url: `/${status}` })).rejects.toThrow();
    const byPeer = server.requests.splice(0).length;
    await expect(new Api().send(method, `/${status}`)).rejects.toThrow();
    const byUs = server.requests.splice(0).length;
    expect({ method, status, peer: byPeer, ours: byUs }).toEqual({ method, status, ...expected });
  }
});

test('axios-retry: a POST to a name that was not found for a moment was not sent again', async () => {
  const lookupIn = (log: string[]) =>
    ((host: string, _options: object, callback: (error: Error | null, address?: string) => void) => {
      log.push(host);
      const lost = Object.assign(new Error('getaddrinfo ENOTFOUND'), {
        code: 'ENOTFOUND',
        syscall: 'getaddrinfo',
      });
      if (log.length < 3) callback(lost);
      else callback(null, '127.0.0.1');
    }) as never;
  const server = await serve(created);
  const baseURL = `http://todo.test:${server.port}`;

  const asked: string[] = [];
  await expect(withAxiosRetry(baseURL, {}, { lookup: lookupIn(asked) }).post('/items')).rejects.toThrow();
  expect(asked).toHaveLength(1);

  const names: string[] = [];
  const { http } = await clientFor(created, { baseURL, lookup: lookupIn(names) });
  class Api {
    @Retry({ backoff })
    add() {
      return http.post('/items', item);
    }
  }
  const response = await new Api().add();
  expect(response.status).toBe(201);
  expect(attemptsOf(response).map((a) => a.failure)).toEqual(['dns', 'dns', undefined]);
  expect(server.requests).toHaveLength(1);
});

test('axios-retry: a certificate for another host was tried again', async () => {
  const { private: key, cert } = await generate([{ name: 'commonName', value: 'elsewhere.test' }], {
    keyType: 'ec',
  });
  const server = await serve(json({}), { key, cert });
  const { http } = await clientFor(json({}), { baseURL: server.url });
  class Api {
    @Retry({ backoff })
    get() {
      return http.get('/');
    }
  }
  const error = await new Api().get().catch((e) => e);
  expect(attemptsOf(error)).toMatchObject([{ failure: 'tls' }]);
  expect(server.connections).toBe(1);
});

test('axios: a kept connection that the server had just closed failed the next request', async () => {
  const steps = [json({ n: 1 }), reset(), json({ n: 3 })];
  const { server, http } = await clientFor([...steps, ...steps]);
  const bare = bareAxios(server.url, { httpAgent: new Agent({ keepAlive: true }) });
  await bare.get('/');
  await expect(bare.get('/')).rejects.toMatchObject({ code: 'ECONNRESET' });
  await bare.get('/');

  class Api {
    @Retry({ backoff })
    get() {
      return http.get('/');
    }
  }
  await new Api().get();
  const response = await new Api().get();
  expect(response.data).toEqual({ n: 3 });
  // Whether it was another attempt or a replay within one: the history tells of the kept connection.
  expect(attemptsOf(response).some(({ reusedSocket }) => reusedSocket)).toBe(true);
  expect(server.requests).toHaveLength(6);
});

test('axios-retry: nor may a POST be sent again because its connection had been kept', async () => {
  const { server, http } = await clientFor([json({}), reset(), created]);
  class Api {
    @Retry({ backoff })
    add() {
      return http.post('/items', item);
    }
  }
  await http.get('/');
  await expect(new Api().add()).rejects.toMatchObject({ code: 'ECONNRESET' });
  expect(server.requests.map((r) => r.method)).toEqual(['GET', 'POST']);
});
