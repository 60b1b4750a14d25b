import { inspect } from 'node:util';
import { AbortOn, Accept, attemptsOf, constant, has, Retry, Timeout, TotalTimeoutError } from 'holdfast';
import { expect, test } from 'vitest';
import { hang, json, reply } from '../support/server.js';
import { bareAxios, clientFor } from './clients.js';

const backoff = constant(1);

const request = {
  headers: { Authorization: 'Bearer TOKEN-1', 'X-Api-Key': 'APIKEY-2' },
  params: { access_token: 'QUERY-4' },
};
const body = { password: 'BODY-5', 'client-secret': 'BODY-6' };
const SECRETS = ['TOKEN-1', 'APIKEY-2', 'QUERY-4', 'BODY-5', 'BODY-6', 'COOKIE-7'];

/** All ways in which an error gets into a log. */
const printed = (error: Error): Record<string, string> => ({
  string: String(error),
  stack: String(error.stack),
  json: JSON.stringify(error) ?? '',
  inspect: inspect(error, { depth: Number.POSITIVE_INFINITY }),
  everything: inspect(error, { depth: Number.POSITIVE_INFINITY, showHidden: true, getters: true }),
  properties: inspect(Object.entries(error), { depth: Number.POSITIVE_INFINITY }),
  cause: inspect(error.cause, { depth: Number.POSITIVE_INFINITY }),
});

const leaks = (error: Error): string[] =>
  Object.entries(printed(error)).flatMap(([way, text]) =>
    SECRETS.filter((secret) => text.includes(secret)).map((secret) => `${way}: ${secret}`),
  );

const refusal = reply(500, '{"summary":null}', {
  'content-type': 'application/json',
  'set-cookie': 'session=COOKIE-7',
});

test('axios: an error printed the token, the key, the query and the body of its request', async () => {
  const { server, http } = await clientFor(refusal);
  const bare = await bareAxios(server.url)
    .post('/items', body, request)
    .catch((e) => e);
  for (const secret of SECRETS.slice(0, 5)) {
    expect(JSON.stringify(bare)).toContain(secret);
    expect(inspect(bare)).toContain(secret);
  }

  class Api {
    @Retry({ backoff })
    add() {
      return http.put('/items', body, request);
    }
  }
  for (const call of [() => new Api().add(), () => http.put('/items', body, request)]) {
    const error = await call().catch((e) => e);
    expect(leaks(error)).toEqual([]);
    // Code that needs them still finds them.
    expect(error.config.headers.get('Authorization')).toBe('Bearer TOKEN-1');
    expect(error.response.headers['set-cookie']).toEqual(['session=COOKIE-7']);
  }
});

test('axios: its redact list held for toJSON only, not for what console.log prints', async () => {
  const redact = ['authorization', 'x-api-key', 'access_token', 'password', 'client-secret'];
  const { server, http } = await clientFor(refusal, { redact } as object);
  const bare = await bareAxios(server.url, { redact } as object)
    .post('/items', body, request)
    .catch((e) => e);
  expect(JSON.stringify(bare)).not.toContain('TOKEN-1');
  expect(inspect(bare)).toContain('TOKEN-1');
  expect(leaks(await http.post('/items', body, request).catch((e) => e))).toEqual([]);
});

test('axios: a password in the address or in auth was printed too', async () => {
  const { server, http } = await clientFor(refusal);
  const url = `${server.url.replace('//', '//ann:TOKEN-1@')}/items?api_key=QUERY-4`;
  const auth = { username: 'ann', password: 'APIKEY-2' };
  const bare = await bareAxios('')
    .get(url, { auth })
    .catch((e) => e);
  for (const secret of ['TOKEN-1', 'APIKEY-2', 'QUERY-4']) expect(JSON.stringify(bare)).toContain(secret);
  expect(leaks(await http.get(url, { auth }).catch((e) => e))).toEqual([]);
});

test('axios: so they stood in every error that had one of them for its cause', async () => {
  const { http } = await clientFor([refusal, json({ id: '7' }), refusal, hang()]);
  class Api {
    @Retry({ backoff, maxRetries: 1 })
    @Accept(has('summary'))
    @Timeout({ total: 500 })
    put() {
      return http.put('/items', body, request);
    }
  }
  const refused = await new Api().put().catch((e) => e);
  expect(refused.name).toBe('ResponseRejectedError');
  expect(leaks(refused)).toEqual([]);
  expect(leaks(new Error('no items today', { cause: refused }))).toEqual([]);

  const late = await new Api().put().catch((e) => e);
  expect(late).toBeInstanceOf(TotalTimeoutError);
  expect(late.cause).toMatchObject({ response: { status: 500 } });
  expect(leaks(late)).toEqual([]);
});

test('axios: so did they in the error of a predicate that makes requests of its own', async () => {
  const { server, http } = await clientFor(refusal);
  const asksElsewhere = () => bareAxios(server.url).post('/health', body, request);
  class Api {
    @Retry({ backoff, maxRetries: 1 })
    @AbortOn(() => asksElsewhere().then(() => true))
    get() {
      return http.get('/');
    }
  }
  const error = await new Api().get().catch((e) => e);
  expect(leaks(error)).toEqual([]);
  const history = attemptsOf(error);
  expect(history).toMatchObject([{ problem: { status: 500 } }, { problem: { status: 500 } }]);
  expect(SECRETS.filter((secret) => inspect(history).includes(secret))).toEqual([]);
  expect(SECRETS.filter((secret) => JSON.stringify(history).includes(secret))).toEqual([]);
});
