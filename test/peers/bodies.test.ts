import { Accept, attemptsOf, constant, has, Retry, resilient } from 'holdfast';
import { expect, test } from 'vitest';
import { json, reply, type Step, serveRaw, truncate } from '../support/server.js';
import { bareAxios, clientFor, withAxiosRetry } from './clients.js';

const backoff = constant(1);
const item = { id: '7', summary: 'buy milk' };

test('axios-retry: a body that was cut off was never asked for again, for its status was 200', async () => {
  const { server, http } = await clientFor([truncate(), truncate(), json(item)]);
  await expect(withAxiosRetry(server.url).get('/')).rejects.toMatchObject({ response: { status: 200 } });
  expect(server.requests).toHaveLength(1);

  class Api {
    @Retry({ backoff })
    get() {
      return http.get('/');
    }
  }
  const response = await new Api().get();
  expect(response.data).toEqual(item);
  expect(attemptsOf(response).map((a) => a.failure)).toEqual(['truncated', undefined]);
});

test('axios-retry: the same, for requests outside of guarded methods, and for fetch', async () => {
  const { server, http } = await clientFor([truncate(), json(item), truncate(), json(item)], {
    retry: { backoff },
  });
  expect((await http.get('/')).data).toEqual(item);
  const read = () => fetch(server.url).then((response) => response.json());
  expect(await resilient({ backoff, idempotent: true }).call(read)).toEqual(item);
  expect(server.requests).toHaveLength(4);
});

test('axios: where no length was told, half of a JSON text passed for the whole answer', async () => {
  const half = '{"id":"7","summa';
  const bodies = [half, half, JSON.stringify(item), half, JSON.stringify(item)];
  const server = await serveRaw((socket, n) =>
    socket.once('data', () =>
      socket.end(`HTTP/1.0 200 OK\r\ncontent-type: application/json\r\n\r\n${bodies[n - 1]}`),
    ),
  );
  expect((await bareAxios(server.url).get('/')).data).toBe(half);

  const { http } = await clientFor(json({}), { baseURL: server.url });
  class Api {
    @Retry({ backoff })
    @Accept(has('summary'))
    get() {
      return http.get('/');
    }
    @Retry({ backoff })
    getStrictly() {
      return http.get('/', { responseType: 'json', transitional: { silentJSONParsing: false } });
    }
  }
  expect((await new Api().get()).data).toEqual(item);
  const response = await new Api().getStrictly();
  expect(response.data).toEqual(item);
  expect(attemptsOf(response).map((a) => a.failure)).toEqual(['protocol', undefined]);
});

test('axios-retry: interceptors that came after it saw one response several times', async () => {
  const steps: Step[] = [reply(500), reply(500), json(item)];
  const { server, http } = await clientFor([...steps, ...steps], { retry: { backoff } });
  const peer = withAxiosRetry(server.url);
  const seen = { peer: 0, http: 0 };
  peer.interceptors.response.use((response) => {
    seen.peer += 1;
    return response;
  });
  http.interceptors.response.use((response) => {
    seen.http += 1;
    return response;
  });
  await peer.get('/');
  await http.get('/');
  expect(server.requests).toHaveLength(6);
  expect(seen).toEqual({ peer: 3, http: 1 });
});

test('axios-retry: an interceptor that wraps the body wrapped it again for each retry', async () => {
  const { server, http } = await clientFor([reply(500), reply(200)], { retry: { backoff } });
  const peer = withAxiosRetry(server.url);
  for (const instance of [peer, http]) {
    instance.interceptors.request.use((config) => {
      config.data = { wrapped: config.data };
      return config;
    });
  }
  await peer.put('/', item).catch(() => {});
  const bodies = server.requests.splice(0).map((r) => r.body);
  expect(new Set(bodies).size).toBe(bodies.length);

  await http.put('/', item);
  await http.put('/', item);
  for (const { body } of server.requests) expect(JSON.parse(body)).toEqual({ wrapped: item });
});

test('axios-retry: the body of a retry arrived as a string, at times', async () => {
  const { http } = await clientFor([reply(500), json(item)], { retry: { backoff } });
  expect((await http.put('/', item)).data).toEqual(item);
  expect((await http.get('/', { transformResponse: (text) => ({ text }) })).data).toEqual({
    text: JSON.stringify(item),
  });
});
