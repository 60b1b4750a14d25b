import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import {
  attemptsOf,
  constant,
  createClient,
  missing,
  Resilient,
  Retry,
  RetryPolicy,
  resilient,
  rule,
  thrown,
} from 'holdfast';
import { expect, test } from 'vitest';
import { json, reply } from '../support/server.js';
import { clientFor } from './clients.js';

const backoff = constant(1);

/** A frozen object tells at once of whoever wants to change it. */
function frozen<T extends object>(value: T): T {
  for (const part of Object.values(value)) if (typeof part === 'object' && part !== null) frozen(part);
  return Object.freeze(value);
}

test('opossum, typescript-retry-decorator: the options of the user were changed', async () => {
  const { server, http } = await clientFor([reply(500), json({ ok: true })]);
  const retry = frozen({ maxRetries: 2, backoff, rules: [rule(missing('ok'))], retryOn: [], abortOn: [] });
  const timeout = frozen({ attempt: '1s', total: '5s' } as const);
  const clientOptions = frozen({
    baseURL: server.url,
    headers: { 'X-Team': 'milk' },
    pool: { maxSockets: 2 },
    timeouts: { idle: '1s' as const },
    retry,
  });
  const policy = Object.freeze(new RetryPolicy(retry));
  class Api {
    @Retry(retry)
    byOptions() {
      return http.get('/');
    }
    @Retry(policy)
    byPolicy() {
      return http.get('/');
    }
  }
  const request = frozen({ headers: { 'X-Item': '7' }, params: { id: 7 } });
  const client = createClient(clientOptions);
  const calls = [
    () => new Api().byOptions(),
    () => new Api().byPolicy(),
    () => resilient(frozen({ ...retry, timeout })).call(() => http.get('/', request)),
    () => client.get('/', request),
  ];
  for (const call of calls) {
    server.requests.length = 0;
    expect((await call()).data).toEqual({ ok: true });
    expect(server.requests.length).toBeLessThanOrEqual(2);
  }
  await client.close();
});

test('opossum: two policies made of one object of options mixed up their calls', async () => {
  const { http } = await clientFor((req, res, n) => {
    const first = n % 2 === 1;
    return (first ? reply(500) : json({ url: req.url }))(req, res, n);
  });
  const options = frozen({ maxRetries: 1, backoff });
  const one = resilient(options);
  const other = resilient(options);
  for (const [policy, url] of [
    [one, '/a'],
    [other, '/b'],
    [one, '/c'],
  ] as const) {
    const response = await policy.call(() => http.get(url));
    expect(response.data).toEqual({ url });
    expect(attemptsOf(response).map((a) => a.number)).toEqual([1, 2]);
  }
});

test('smithy: the failures of some calls used up the retries of all others', async () => {
  const { server, http } = await clientFor(reply(503));
  class Api {
    @Retry({ backoff })
    get() {
      return http.get('/');
    }
  }
  const api = new Api();
  await Promise.allSettled(Array.from({ length: 40 }, () => api.get()));
  expect(server.requests.splice(0)).toHaveLength(160);
  await expect(api.get()).rejects.toThrow('503');
  expect(server.requests).toHaveLength(4);
});

test('smithy: nor did calls stay apart that failed with one and the same error', async () => {
  const down = Object.assign(new Error('refused'), { code: 'ECONNREFUSED' });
  const careful = resilient({ backoff });
  let attempts = 0;
  const fail = () => {
    attempts += 1;
    throw down;
  };
  // A kept error is the same object for each call: that one call gave up on it says nothing about the next.
  for (const expected of [4, 8]) {
    await expect(careful.call(fail)).rejects.toBe(down);
    expect(attempts).toBe(expected);
  }
  const wrap = () => {
    attempts += 1;
    throw new Error('the list could not be read', { cause: down });
  };
  await expect(careful.call(wrap)).rejects.toThrow('the list could not be read');
  expect(attempts).toBe(12);
});

test('p-retry: the history of an error is that of the call which has just ended with it', async () => {
  const down = Object.assign(new Error('refused'), { code: 'ECONNREFUSED' });
  const fail = () => Promise.reject(down);
  await expect(resilient({ backoff, retryOn: thrown(Error) }).call(fail)).rejects.toBe(down);
  expect(attemptsOf(down)).toHaveLength(4);
  await expect(resilient({ backoff, maxRetries: 0 }).call(fail)).rejects.toBe(down);
  expect(attemptsOf(down)).toHaveLength(1);
});

test('mollitia: every policy ever made was kept for ever', async () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const made: WeakRef<object>[] = [];
  const keep = <T extends object>(thing: T): T => {
    made.push(new WeakRef(thing));
    return thing;
  };
  for (let n = 0; n < 300; n += 1) {
    const policy = keep(resilient({ backoff, timeout: '1s' }));
    await policy.call(() => n);
    class Api {
      @Retry(keep(new RetryPolicy({ backoff })))
      async get() {
        return keep(this) && n;
      }
    }
    keep(Api);
    await new Api().get();
    await keep(createClient()).close();
  }
  const alive = () => {
    collect();
    return made.filter((ref) => ref.deref() !== undefined).length;
  };
  expect(made).toHaveLength(1500);
  // The last ones may still be in a register.
  await expect.poll(alive).toBeLessThan(10);
});

test('nestjs-resilience: a policy remembered the first object that it was called on', async () => {
  const flaky = Object.assign(new Error('refused'), { code: 'ECONNREFUSED' });
  @Resilient({ backoff })
  class Counter {
    readonly name: string;
    calls = 0;
    constructor(name: string) {
      this.name = name;
    }
    async tell() {
      this.calls += 1;
      if (this.calls === 1) throw flaky;
      return `${this.name} ${this.calls}`;
    }
  }
  const [a, b] = [new Counter('a'), new Counter('b')];
  expect(await Promise.all([a.tell(), b.tell()])).toEqual(['a 2', 'b 2']);
});
