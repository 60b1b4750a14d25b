/** `@Reauthenticate` against a server that knows who is logged in. */
import { setTimeout as pause } from 'node:timers/promises';
import {
  AbortOn,
  type Attempt,
  AuthenticationError,
  attemptsOf,
  BeforeRetry,
  ConfigError,
  constant,
  createClient,
  currentAttempt,
  type HoldfastClient,
  type Outcome,
  perStatus,
  Reauthenticate,
  Resilient,
  Retry,
  RetryOn,
  resilient,
  result,
  status,
  Timeout,
  TotalTimeoutError,
  withSignal,
} from 'holdfast';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { AttemptScope } from '../../src/attempt.js';
import { failureOf } from '../support/failure-of.js';
import { serve } from '../support/server.js';

/**
 * A service with one account. Each login gives a new token, and the latest one is good. What happens besides is up to
 * the test: `meddle` may answer instead.
 */
async function service(
  meddle: (path: string, n: number) => number | undefined | Promise<number | undefined> = () => undefined,
) {
  let token = 'never';
  const seen: string[] = [];
  const server = await serve(async (req, res) => {
    const path = `${req.method} ${req.url}`;
    seen.push(path);
    const { authorization } = req.headers;
    const status = await meddle(path, seen.filter((each) => each === path).length);
    if (status !== undefined) return res.writeHead(status).end();
    if (req.url === '/login') {
      token = `t${seen.filter((each) => each === path).length}`;
      return res.end(token);
    }
    return res.writeHead(authorization === token ? 200 : 401).end(`"${authorization}"`);
  });
  const http = createClient({ baseURL: server.url, responseType: 'text' });
  onTestFinished(() => http.close());
  const count = (path: string): number => seen.filter((each) => each === path).length;
  return {
    http,
    seen,
    count,
    logins: () => count('POST /login'),
    expire: () => {
      token = 'never';
    },
  };
}

class Session {
  token = 'stale';
  readonly http: HoldfastClient;
  constructor(http: HoldfastClient) {
    this.http = http;
  }
  async logIn() {
    this.token = (await this.http.post('/login')).data;
  }
  get auth() {
    return { headers: { authorization: this.token } };
  }
}

class Api extends Session {
  @Reauthenticate({ with: 'logIn' })
  async get(path = '/') {
    return (await this.http.get(path, this.auth)).data;
  }
  @Reauthenticate({ with: 'logIn' })
  async post() {
    return (await this.http.post('/', {}, this.auth)).data;
  }
  @Retry({ backoff: constant(1), maxRetries: 1 })
  @Reauthenticate({ with: 'logIn' })
  async retried() {
    return this.http.get('/', this.auth);
  }
}

describe('an expired credential', () => {
  test('is replaced, and the request made anew with it', async () => {
    const { http, seen } = await service();
    const api = new Api(http);
    expect(await api.get()).toBe('"t1"');
    expect(seen).toEqual(['GET /', 'POST /login', 'GET /']);
    expect(await api.get()).toBe('"t1"');
    expect(seen).toHaveLength(4);
  });

  test('is replaced for a POST too, and under @Retry without using up its retries', async () => {
    const { http, seen } = await service((path, n) => (path === 'GET /' && n === 2 ? 500 : undefined));
    const api = new Api(http);
    expect(await api.post()).toBe('"t1"');
    api.token = 'stale again';
    const response = await api.retried();
    expect(response.data).toBe('"t2"');
    expect(attemptsOf(response)).toMatchObject([
      { number: 1, status: 401, rule: 'status(401)', delay: 0 },
      { number: 2, status: 500, delay: 1 },
      { number: 3, status: 200 },
    ]);
    expect(seen.filter((path) => path.startsWith('GET'))).toHaveLength(3);
  });

  test('makes one login for 150 calls', async () => {
    const { http, logins, count, expire } = await service();
    const api = new Api(http);
    const all = () => Promise.all(Array.from({ length: 150 }, () => api.get()));
    expect(await all()).toEqual(Array.from({ length: 150 }, () => '"t1"'));
    expect([logins(), count('GET /')]).toEqual([1, 300]);
    expire();
    await all();
    expect([logins(), count('GET /')]).toEqual([2, 600]);
  });

  test('shares the login among methods of one object, and with no other object', async () => {
    const { http, logins } = await service();
    const api = new Api(http);
    await Promise.all([api.get(), api.post(), api.retried()]);
    expect(logins()).toBe(1);
    await new Api(http).get();
    expect(logins()).toBe(2);
  });

  test('that was replaced while its refusal was on the way makes no other login', async () => {
    let answer = (): void => {};
    const late = new Promise<number>((resolve) => {
      answer = () => resolve(401);
    });
    const { http, seen, logins } = await service((path, n) =>
      path === 'GET /late' && n === 1 ? late : undefined,
    );
    const api = new Api(http);
    const slow = api.get('/late');
    while (!seen.includes('GET /late')) await pause(1);
    expect(await api.get()).toBe('"t1"');
    answer();
    expect(await slow).toBe('"t1"');
    expect(logins()).toBe(1);
  });

  test('is told by any outcome, also one that is no error', async () => {
    const { http, seen } = await service();
    class Lenient extends Session {
      @Reauthenticate({ on: result<string>((text) => text === 'refused'), with: 'logIn' })
      async get() {
        const { status, data } = await this.http.get('/', { ...this.auth, validateStatus: null });
        return status === 401 ? 'refused' : data;
      }
    }
    expect(await new Lenient(http).get()).toBe('"t1"');
    expect(seen).toEqual(['GET /', 'POST /login', 'GET /']);
  });

  test('is seen in what fetch returns', async () => {
    const { http, seen } = await service();
    class Fetching extends Session {
      @Reauthenticate({ with: 'logIn' })
      get() {
        return fetch(`${this.http.defaults.baseURL}/`, this.auth);
      }
    }
    const api = new Fetching(http);
    expect((await api.get()).status).toBe(200);
    expect(seen).toEqual(['GET /', 'POST /login', 'GET /']);
  });

  test('is replaced by a function, which gets an attempt of its own', async () => {
    const { http } = await service();
    const attempts: (Attempt | undefined)[] = [];
    class ByFunction extends Session {
      @Reauthenticate({
        with: async (attempt) => {
          attempts.push(attempt, currentAttempt());
          await (attempt.self as ByFunction).logIn();
        },
      })
      async get(_id: number) {
        return (await this.http.get('/', this.auth)).data;
      }
    }
    const api = new ByFunction(http);
    expect(await api.get(7)).toBe('"t1"');
    expect(attempts).toMatchObject([{ number: 1, self: api, args: [], history: [] }, undefined]);
  });

  test('goes before what perStatus and @RetryOn say, and after @AbortOn', async () => {
    const { http, seen, expire } = await service();
    class Ordered extends Session {
      @Retry(perStatus({ 401: 'throw' }))
      @RetryOn(status(401), { maxRetries: 5 })
      @Reauthenticate({ with: 'logIn' })
      get() {
        return this.http.get('/', this.auth);
      }
      @AbortOn(status(401))
      @Reauthenticate({ with: 'logIn' })
      never() {
        return this.http.get('/', this.auth);
      }
    }
    const api = new Ordered(http);
    await api.get();
    expect(seen).toEqual(['GET /', 'POST /login', 'GET /']);
    expire();
    expect(await failureOf(api.never())).toMatchObject({ isAxiosError: true, status: 401 });
    expect(seen).toHaveLength(4);
  });

  test('is replaced before the hooks of the retry run', async () => {
    const { http } = await service();
    const log: string[] = [];
    class Hooked extends Session {
      @Reauthenticate({ with: 'logIn' })
      @BeforeRetry((attempt) => log.push(`${attempt.number} ${(attempt.self as Session).token}`))
      async get() {
        return this.http.get('/', this.auth);
      }
    }
    await new Hooked(http).get();
    expect(log).toEqual(['2 t1']);
  });
});

describe('a refusal that stays', () => {
  test('is an AuthenticationError, with the response and the original error', async () => {
    const { http, logins, count } = await service((path) => (path === 'GET /' ? 401 : undefined));
    const error = await failureOf(new Api(http).retried());
    expect(error).toBeInstanceOf(AuthenticationError);
    expect(error).toMatchObject({
      code: 'ERR_HOLDFAST_AUTHENTICATION',
      response: { status: 401 },
      cause: { isAxiosError: true, response: { status: 401 } },
    });
    expect(error.message).toMatch(
      /^Api\.retried: status\(401\) again after @Reauthenticate logIn \(2 attempts in \d+ ms, status 401\)$/,
    );
    expect(attemptsOf(error)).toMatchObject([{ status: 401, delay: 0 }, { status: 401 }]);
    expect([logins(), count('GET /')]).toEqual([1, 2]);
  });

  test('prints no credentials', async () => {
    const { inspect } = await import('node:util');
    const { http } = await service((path) => (path === 'GET /' ? 401 : undefined));
    const api = new Api(http);
    api.token = 'Bearer top-secret-1';
    const error = await failureOf(api.get());
    for (const text of [
      String(error),
      error.stack,
      JSON.stringify(error),
      inspect(error, { showHidden: true, depth: 9 }),
    ]) {
      expect(text).not.toContain('top-secret-1');
      expect(text).not.toContain('t1"');
    }
  });

  test('is one for each of many calls, after one login', async () => {
    const { http, logins } = await service((path) => (path === 'GET /' ? 401 : undefined));
    const api = new Api(http);
    const errors = await Promise.all(Array.from({ length: 20 }, () => failureOf(api.get())));
    expect(new Set(errors).size).toBe(20);
    for (const error of errors) expect(error).toBeInstanceOf(AuthenticationError);
    expect(logins()).toBe(1);
  });

  test('is not taken for one by the same decorator further out', async () => {
    const { http, logins } = await service((path) => (path === 'GET /' ? 401 : undefined));
    class Outer extends Api {
      @Reauthenticate({ with: 'logIn' })
      @Retry({ backoff: constant(1) })
      outer() {
        return this.get();
      }
    }
    const error = await failureOf(new Outer(http).outer());
    expect(error).toBeInstanceOf(AuthenticationError);
    expect(logins()).toBe(1);
  });
});

describe('a login that fails', () => {
  test('ends all calls that wait for it, each with an error of its own and the same cause', async () => {
    const { http, logins, count } = await service((path) => (path === 'POST /login' ? 500 : undefined));
    const api = new Api(http);
    const errors = await Promise.all(Array.from({ length: 20 }, () => failureOf(api.retried())));
    expect(new Set(errors).size).toBe(20);
    for (const error of errors) {
      expect(error).toBeInstanceOf(AuthenticationError);
      expect(error).toMatchObject({ response: { status: 401 }, cause: { response: { status: 500 } } });
      expect(error.cause).toBe(errors[0].cause);
      expect(error.message).toMatch(
        /^Api\.retried: @Reauthenticate logIn failed \(1 attempt in \d+ ms, status 401\)$/,
      );
    }
    // However early it failed for those whose refusal was still on the way.
    expect([logins(), count('GET /')]).toEqual([1, 20]);
    await failureOf(api.get());
    expect(logins()).toBe(2);
  });

  test('at once, with whatever it throws', async () => {
    const { http } = await service();
    class Broken extends Session {
      @Reauthenticate({
        with: () => {
          throw 'no password';
        },
      })
      get() {
        return this.http.get('/', this.auth);
      }
    }
    expect(await failureOf(new Broken(http).get())).toMatchObject({
      name: 'AuthenticationError',
      cause: 'no password',
    });
  });

  test('with 401 does not log in again, guarded or not', async () => {
    const { http, logins } = await service((path) => (path === 'POST /login' ? 401 : undefined));
    @Resilient({ reauthenticate: { with: 'logIn', maxAge: '1h' } })
    class Guarded extends Session {
      async get() {
        return this.http.get('/', this.auth);
      }
      override async logIn() {
        await this.askForToken();
      }
      async askForToken() {
        this.token = (await this.http.post('/login')).data;
      }
    }
    const api = new Guarded(http);
    const error = await failureOf(api.get());
    expect(error).toBeInstanceOf(AuthenticationError);
    expect(error.cause).toMatchObject({ isAxiosError: true, config: { url: '/login' } });
    expect(logins()).toBe(1);
  });

  test('with 401, called by the user, is the error of the login', async () => {
    const { http, logins } = await service((path) => (path === 'POST /login' ? 401 : undefined));
    @Reauthenticate({ with: 'logIn' })
    class Guarded extends Session {
      override async logIn() {
        this.token = (await this.http.post('/login')).data;
      }
    }
    expect(await failureOf(new Guarded(http).logIn())).toMatchObject({ isAxiosError: true, status: 401 });
    expect(logins()).toBe(1);
  });

  test('may be retried by a policy of its own', async () => {
    const { http, logins } = await service((path, n) =>
      path === 'POST /login' && n === 1 ? 503 : undefined,
    );
    class Stubborn extends Api {
      @Retry({ backoff: constant(1), retryOn: () => currentAttempt() === undefined })
      override async logIn() {
        return super.logIn();
      }
    }
    const api = new Stubborn(http);
    const retryable = resilient({ backoff: constant(1), idempotent: true });
    api.logIn = () => retryable.call(() => Session.prototype.logIn.call(api));
    expect(await api.get()).toBe('"t2"');
    expect(logins()).toBe(2);
  });
});

describe('waiting for a login', () => {
  /** A service whose login answers when it is told to. */
  async function slowLogin() {
    let finish = (): void => {};
    const until = new Promise<undefined>((resolve) => {
      finish = () => resolve(undefined);
    });
    const it = await service((path) => (path === 'POST /login' ? until : undefined));
    return { ...it, finish };
  }

  test('ends with the call that waits, and the login goes on for the others', async () => {
    const { http, logins, finish } = await slowLogin();
    const attempts: AttemptScope[] = [];
    class Watched extends Api {
      override get auth() {
        attempts.push(currentAttempt() as AttemptScope);
        return super.auth;
      }
    }
    const api = new Watched(http);
    const controller = new AbortController();
    const leaving = failureOf(withSignal(controller.signal, () => api.get()));
    const staying = api.get();
    const waiting = () => attempts.filter(({ call }) => call.waitingFor === '@Reauthenticate logIn');
    while (waiting().length < 2) await pause(1);
    const reason = new Error('the user left');
    controller.abort(reason);
    expect(await leaving).toBe(reason);
    finish();
    expect(await staying).toBe('"t1"');
    expect(logins()).toBe(1);
  });

  test('is bounded by the total limit; a login that nobody waits for is ended', async () => {
    const { http, logins, seen, finish } = await slowLogin();
    let signal: AbortSignal | undefined;
    const logIn = (attempt: Attempt): Promise<void> => {
      signal = attempt.signal;
      return (attempt.self as Session).logIn();
    };
    class Limited extends Session {
      @Timeout({ total: 800 })
      @Reauthenticate({ with: logIn })
      async get() {
        return (await this.http.get('/', this.auth)).data;
      }
      @Reauthenticate({ with: logIn })
      async patient() {
        return (await this.http.get('/', this.auth)).data;
      }
    }
    const api = new Limited(http);
    const errors = await Promise.all([failureOf(api.get()), failureOf(api.get())]);
    for (const error of errors) {
      expect(error).toBeInstanceOf(TotalTimeoutError);
      expect(error.message).toContain('while it waited for @Reauthenticate');
      expect(error.cause).toMatchObject({ response: { status: 401 } });
    }
    expect(signal?.aborted).toBe(true);
    finish();
    expect(await api.patient()).toMatch(/"t\d"/);
    expect(logins()).toBe(2);
    expect(seen.filter((path) => path === 'GET /')).toHaveLength(4);
  });
});

describe('sessions that need other sessions', () => {
  class Upper extends Session {
    readonly lower: Api;
    constructor(http: HoldfastClient, lower: Api) {
      super(http);
      this.lower = lower;
    }
    @Reauthenticate({ with: 'logIn' })
    async get() {
      return (await this.http.get('/', this.auth)).data;
    }
    override async logIn() {
      await this.lower.get();
      await super.logIn();
    }
  }

  test('log in one after the other', async () => {
    const [upper, lower] = [await service(), await service()];
    const api = new Upper(upper.http, new Api(lower.http));
    expect(await Promise.all([api.get(), api.get(), api.lower.get()])).toEqual(['"t1"', '"t1"', '"t1"']);
    expect([upper.logins(), lower.logins()]).toEqual([1, 1]);
    lower.expire();
    upper.expire();
    expect(await api.get()).toBe('"t2"');
    expect([upper.logins(), lower.logins()]).toEqual([2, 2]);
  });

  test('fail with the whole chain of causes', async () => {
    const upper = await service();
    const lower = await service((path) => (path === 'POST /login' ? 403 : undefined));
    const error = await failureOf(new Upper(upper.http, new Api(lower.http)).get());
    expect(error).toMatchObject({
      name: 'AuthenticationError',
      cause: { name: 'AuthenticationError', cause: { response: { status: 403 } } },
    });
  });

  test.each([
    ['one call', status(401)],
    ['both at once', status(401)],
    // Both find out while neither waits yet.
    ['both at once', async ({ status }: Outcome) => status === 401],
  ])('do not wait for each other for ever (%s)', async (how, on) => {
    const [a, b] = [await service(), await service()];
    class Knot extends Session {
      other: Knot | undefined;
      @Reauthenticate({ with: 'logIn', on })
      async get() {
        return (await this.http.get('/', this.auth)).data;
      }
      override async logIn() {
        await this.other?.get();
        await super.logIn();
      }
    }
    const [one, two] = [new Knot(a.http), new Knot(b.http)];
    one.other = two;
    two.other = one;
    const calls = how === 'one call' ? [one.get()] : [one.get(), two.get()];
    for (const error of await Promise.all(calls.map(failureOf)))
      expect(error).toBeInstanceOf(AuthenticationError);
    expect(a.logins() + b.logins()).toBe(0);
  });
});

describe('what it is given', () => {
  test.each<[object | undefined, string]>([
    [undefined, 'expected an object of options'],
    [{}, "option 'with': expected a function or the name of a method, got undefined"],
    [{ with: '' }, "option 'with'"],
    [{ with: 7 }, "option 'with'"],
    [{ with: 'logIn', on: 401 }, "option 'on': expected a predicate, got 401"],
    [{ with: 'logIn', maxAge: 0 }, "option 'maxAge': expected a duration above zero, got 0"],
    [{ with: 'logIn', maxAge: 'soon' }, "option 'maxAge'"],
    [{ with: 'logIn', when: 'now' }, "unknown option 'when'"],
  ])('%j is refused', (options, message) => {
    expect(() => Reauthenticate(options as never)).toThrow(ConfigError);
    expect(() => Reauthenticate(options as never)).toThrow(`@Reauthenticate: ${message}`);
    if (options !== undefined)
      expect(() => resilient({ reauthenticate: options as never })).toThrow(
        /^resilient: option 'reauthenticate'/,
      );
  });

  test('a method that is not there is an error at the first call', async () => {
    class Typo {
      @Reauthenticate({ with: 'logn' })
      async get() {}
    }
    const error = await failureOf(new Typo().get());
    expect(error).toBeInstanceOf(ConfigError);
    expect(error.message).toBe('@Reauthenticate on Typo.get: there is no method "logn"');
  });

  test('resilient: the name of a method is that of the object on which a wrapped function is called', async () => {
    const { http } = await service();
    const policy = resilient({ reauthenticate: { with: 'logIn' } });
    const get = policy.wrap(async function (this: Session) {
      return (await this.http.get('/', this.auth)).data;
    });
    expect(await get.call(new Session(http))).toBe('"t1"');
    // Nobody could log in here; it must not look as if somebody had.
    for (const stranger of [undefined, { http, auth: {} }]) {
      const { cause } = await failureOf(policy.wrap(() => http.get('/')).call(stranger));
      expect(cause).toBeInstanceOf(ConfigError);
      expect((cause as Error).message).toBe('@Reauthenticate on resilient: there is no method "logIn"');
    }
  });

  test('a static method logs in its class', async () => {
    const { http } = await service();
    class Static {
      static token = 'stale';
      readonly id = 1;
      @Reauthenticate({
        with: async () => {
          Static.token = (await http.post('/login')).data;
        },
      })
      static async get() {
        return (await http.get('/', { headers: { authorization: Static.token } })).data;
      }
    }
    expect(await Static.get()).toBe('"t1"');
  });

  test('resilient: one login for all calls, whatever they do', async () => {
    const { http, logins } = await service();
    let token = 'stale';
    const policy = resilient({
      reauthenticate: {
        with: async () => {
          token = (await http.post('/login')).data;
        },
      },
    });
    const get = () =>
      policy.call(async () => (await http.get('/', { headers: { authorization: token } })).data);
    expect(await Promise.all([get(), get(), get()])).toEqual(['"t1"', '"t1"', '"t1"']);
    expect(logins()).toBe(1);
  });
});
