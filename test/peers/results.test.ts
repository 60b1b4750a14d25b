import {
  AbortOn,
  Accept,
  allOf,
  anyOf,
  attemptsOf,
  body,
  constant,
  has,
  not,
  type Predicate,
  ResponseRejectedError,
  Retry,
  RetryOn,
  RetryPolicy,
  resilient,
  result,
  thrown,
} from 'holdfast';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { json, reply } from '../support/server.js';
import { clientFor, withAxiosRetry } from './clients.js';

const backoff = constant(1);
const notReady = json({ ready: false });
const ready = json({ ready: true });
const isReady = body<{ ready: boolean }>((b) => b.ready);

test('cockatiel: a result that stayed bad was returned as if it were good', async () => {
  const polling = resilient({ backoff, retryOn: result((value) => value === 'not ready') });
  let calls = 0;
  const poll = () => {
    calls += 1;
    return 'not ready';
  };
  const error = await polling.call(poll).catch((e) => e);
  expect(error).toBeInstanceOf(ResponseRejectedError);
  expect(error.value).toBe('not ready');
  expect(calls).toBe(4);

  // Only who asks for it gets it.
  const lenient = resilient({ backoff, retryOn: result(() => true), onExhausted: 'return' });
  expect(await lenient.call(poll)).toBe('not ready');
});

test('p-retry, mollitia: a result could not be a failure', async () => {
  class Api {
    calls = 0;
    @RetryOn(
      result((value) => !(value as { ok: boolean }).ok),
      { backoff },
    )
    async get() {
      this.calls += 1;
      return { ok: this.calls === 3 };
    }
  }
  const api = new Api();
  expect(await api.get()).toEqual({ ok: true });
  expect(api.calls).toBe(3);
});

test('axios-retry: to judge a body took two options that had to agree', async () => {
  const { server, http } = await clientFor([notReady, ready, notReady, ready]);

  const oneOption = withAxiosRetry(server.url, { validateResponse: (r) => r.data.ready });
  await expect(oneOption.get('/')).rejects.toMatchObject({ response: { status: 200 } });
  expect(server.requests).toHaveLength(1);
  await oneOption.get('/');

  class Api {
    @Retry({ backoff })
    @Accept(isReady)
    get() {
      return http.get('/');
    }
  }
  expect((await new Api().get()).data).toEqual({ ready: true });
  expect(server.requests).toHaveLength(4);
});

test('ky: a schema was checked outside of the retries, so a body that failed it was never asked for again', async () => {
  const { server, http } = await clientFor([json({ id: 7 }), json({ id: '7' })]);
  const Item = z.object({ id: z.string() });
  class Api {
    @Retry({ backoff })
    @Accept(Item)
    get() {
      return http.get('/');
    }
  }
  const response = await new Api().get();
  expect(response.data).toEqual({ id: '7' });
  expect(server.requests).toHaveLength(2);
  expect(attemptsOf(response)).toMatchObject([{ failure: 'rejected' }, { failure: undefined }]);
});

test('ky: after the last retry of a refused response came an error without it', async () => {
  const { http } = await clientFor(json({ ready: false, progress: '40 %' }));
  class Api {
    @Retry({ backoff })
    @Accept(isReady)
    get() {
      return http.get('/');
    }
    @Retry({ backoff, onExhausted: 'return' })
    @Accept(isReady)
    getAnyway() {
      return http.get('/');
    }
  }
  const error = await new Api().get().catch((e) => e);
  expect(error).toBeInstanceOf(ResponseRejectedError);
  expect(error.response).toMatchObject({ status: 200, data: { progress: '40 %' } });
  expect(await new Api().getAnyway()).toMatchObject({ status: 200, data: { progress: '40 %' } });
});

const no = async () => false;

test('cockatiel, typescript-retry-decorator: a promise was taken for true', async () => {
  const { server, http } = await clientFor([reply(500), json({ ok: true })]);
  class Api {
    @RetryOn(no, { backoff })
    byRule() {
      return http.get('/');
    }
    @Retry({ backoff })
    @AbortOn(no)
    notAborted() {
      return http.get('/');
    }
  }
  await expect(new Api().byRule()).rejects.toMatchObject({ response: { status: 500 } });
  expect(server.requests).toHaveLength(1);
  server.requests.length = 0;
  expect((await new Api().notAborted()).data).toEqual({ ok: true });
  expect(server.requests).toHaveLength(2);
});

test('cockatiel, typescript-retry-decorator: nor is it in what a policy overrides', async () => {
  class Never extends RetryPolicy {
    override backoff = backoff;
    override async shouldRetry() {
      return false;
    }
  }
  class NeverValid extends RetryPolicy {
    override backoff = backoff;
    override isValid = no;
  }
  let calls = 0;
  const fail = () => {
    calls += 1;
    throw Object.assign(new Error('refused'), { code: 'ECONNREFUSED' });
  };
  await expect(resilient(Never).call(fail)).rejects.toThrow('refused');
  expect(calls).toBe(1);
  await expect(resilient(NeverValid).call(() => 'a value')).rejects.toBeInstanceOf(ResponseRejectedError);
  await expect(resilient({ accept: no }).call(() => 'a value')).rejects.toBeInstanceOf(ResponseRejectedError);
});

test.each([
  ['body', body(no as never)],
  ['result', result(no as never)],
  ['not', not(async () => true)],
  ['anyOf', anyOf(no)],
  ['allOf', allOf(no)],
  // biome-ignore lint/suspicious/noThenProperty: not every promise is a Promise.
  ['a thenable', (() => ({ then: (answer: (value: boolean) => void) => answer(false) })) as never],
])(
  'cockatiel, typescript-retry-decorator: nor is it within a predicate (%s)',
  async (_, predicate: Predicate) => {
    const { server, http } = await clientFor(json({ ok: true }));
    await resilient({ backoff, retryOn: predicate }).call(() => http.get('/'));
    expect(server.requests).toHaveLength(1);
  },
);

test('axios-retry: a condition that resolved to undefined was taken for yes', async () => {
  const { server, http } = await clientFor(reply(404));
  const forgetsToReturn = async () => undefined as unknown as boolean;

  const peer = withAxiosRetry(server.url, { retryCondition: forgetsToReturn });
  await expect(peer.get('/')).rejects.toThrow('404');
  expect(server.requests.splice(0)).toHaveLength(4);

  class Api {
    @RetryOn(forgetsToReturn, { backoff })
    get() {
      return http.get('/');
    }
  }
  await expect(new Api().get()).rejects.toThrow('404');
  expect(server.requests).toHaveLength(1);
});

test('p-retry: a TypeError was never tried again, whatever was asked for', async () => {
  let calls = 0;
  const flaky = () => {
    calls += 1;
    if (calls < 3) throw new TypeError("Cannot read properties of undefined (reading 'id')");
    return 'here';
  };
  expect(await resilient({ backoff, retryOn: thrown(TypeError) }).call(flaky)).toBe('here');
  expect(calls).toBe(3);
});

test('typescript-retry-decorator: maxAttempts counted retries', async () => {
  const { server, http } = await clientFor(json({}));
  class Api {
    @Retry({ maxRetries: 2, backoff })
    @Accept(has('summary'))
    get() {
      return http.get('/');
    }
  }
  const error = await new Api().get().catch((e) => e);
  expect(server.requests).toHaveLength(3);
  expect(attemptsOf(error).map(({ number }) => number)).toEqual([1, 2, 3]);
});
