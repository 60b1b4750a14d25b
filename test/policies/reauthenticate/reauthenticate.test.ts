/** `reauthenticate` without a network and in virtual time; with one, see test/dialects/reauthenticate.test.ts. */
import { expect, test } from 'vitest';
import { type Attempt, currentAttempt } from '../../../src/attempt.js';
import { constant } from '../../../src/backoff/index.js';
import { ConfigError } from '../../../src/errors.js';
import type { Outcome } from '../../../src/outcome.js';
import { attemptsOf } from '../../../src/policies/history/history.js';
import { AuthenticationError } from '../../../src/policies/reauthenticate/authentication-error.js';
import {
  LoggedIn,
  type ReauthenticateOptions,
  type ReauthenticateRecipe,
  reauthenticationOf,
} from '../../../src/policies/reauthenticate/reauthenticate.js';
import type { ResilienceOptions } from '../../../src/policies/resilience-options.js';
import { resilient } from '../../../src/policies/resilient.js';
import { result, status } from '../../../src/predicates/index.js';
import { failureOf } from '../../support/failure-of.js';
import { useVirtualClock } from '../../support/virtual-clock.js';
import { refused, response } from '../endings.js';

const unauthorized = () => refused(401).error as Error;

/** An API that knows one good token at a time. */
class Api {
  token = 0;
  good = 1;
  logins = 0;
  login = async (): Promise<unknown> => undefined;

  async logIn(_attempt?: Attempt) {
    this.logins += 1;
    await this.login();
    this.token = this.good;
  }

  read() {
    if (this.token !== this.good) throw unauthorized();
    return { token: this.token };
  }
}

function guarded(options: Partial<ReauthenticateOptions> = {}, more: ResilienceOptions = {}) {
  const policy = resilient({ ...more, reauthenticate: { with: 'logIn', ...options } });
  return policy.wrap(async function read(this: Api): Promise<unknown> {
    return this.read();
  });
}

/** A session whose credential is good, and just as old as it may be. */
async function expired(more: ResilienceOptions = {}) {
  const time = useVirtualClock();
  const api = new Api();
  api.token = 1;
  const read = guarded({ maxAge: '1m' }, more);
  await read.call(api);
  await time.elapse(60_000);
  return { time, api, read };
}

test('the default is status 401, and no limit of age', () => {
  const recipe = reauthenticationOf({ with: 'logIn' }, '@Reauthenticate');
  expect(recipe).toMatchObject({ with: 'logIn', maxAge: Infinity });
  expect([401, 403].map((code) => recipe.on(refused(code), {} as never))).toEqual([true, false]);
  const on = status(403);
  const logIn = () => {};
  const other = reauthenticationOf({ with: logIn, on, maxAge: '6m' }, 'x');
  expect(other).toMatchObject({ with: logIn, on, maxAge: 360_000 });
});

test.each<[unknown, string]>([
  [undefined, 'expected an object of options, got undefined'],
  [{}, "option 'with': expected a function or the name of a method, got undefined"],
  [{ with: '' }, 'option \'with\': expected a function or the name of a method, got ""'],
  [{ with: 7 }, "option 'with': expected a function or the name of a method, got 7"],
  [{ with: 'logIn', on: 401 }, "option 'on': expected a predicate, got 401, which goes into status(...)"],
  [{ with: 'logIn', maxAge: 0 }, "option 'maxAge': expected a duration above zero, got 0"],
  [{ with: 'logIn', when: 1 }, "unknown option 'when' (1); known are on, with, maxAge"],
])('%j is refused', (options, message) => {
  const read = () => reauthenticationOf(options as ReauthenticateOptions, '@Reauthenticate');
  expect(read).toThrow(new ConfigError(`@Reauthenticate: ${message}`));
});

test('a login does not log in before it logs in', () => {
  const { loggedIn } = reauthenticationOf({ with: 'logIn' }, '@Reauthenticate');
  const of = (where: string) => loggedIn(where, undefined);
  expect([of('Api.logIn'), of('logIn')]).toEqual([undefined, undefined]);
  expect([of('Api.get'), of('Api.logIns'), of('logIn.get')].map((it) => it instanceof LoggedIn)).toEqual([
    true,
    true,
    true,
  ]);
  expect(of('Api.get')).toMatchObject({ by: '@Reauthenticate logIn' });
  expect(of('Api.get')?.when.name).toBe('status(401)');
  expect(() => loggedIn('Api.get', {})).toThrow(/there is no method "logIn"/);
});

test('a login is called like its method, beside the one that needs it', async () => {
  const methods: unknown[] = [];
  const logIn = (attempt: Attempt) => {
    methods.push(attempt.method);
    (attempt.self as Api).token = 1;
  };
  const session = { logIn };
  const run = async (where: string, way: ReauthenticateRecipe['with']) => {
    const it = new LoggedIn({ on: status(401), with: way, maxAge: Infinity }, where, undefined);
    const api = Object.assign(new Api(), session);
    const call = resilient().wrap(async function (this: Api) {
      const attempt = currentAttempt() as never;
      const outcome = refused(401);
      const refusal = { outcome, reason: 'status(401)', rule: 'status(401)', problem: undefined };
      const decision = it.decide(attempt, outcome, refusal, { retries: 0 });
      if (decision?.retry) await decision.first?.(attempt);
    });
    await call.call(api);
  };
  await run('Api.get', 'logIn');
  await run('resilient', 'logIn');
  await run('Api.get', logIn);
  expect(methods).toEqual(['Api.logIn', 'logIn', '@Reauthenticate logIn']);
});

test('a credential that is refused is replaced, and the call tried once more', async () => {
  const api = new Api();
  const read = guarded();
  const value = await read.call(api);
  expect(value).toEqual({ token: 1 });
  expect(attemptsOf(value)).toMatchObject([{ status: 401, rule: 'status(401)', delay: 0 }, { number: 2 }]);
  await read.call(api);
  expect(api.logins).toBe(1);
});

test('one that is refused again is an error, and so is a login that fails', async () => {
  const api = new Api();
  api.login = async () => {
    api.good += 1;
  };
  api.read = () => {
    throw unauthorized();
  };
  const again = await failureOf(guarded().call(api));
  expect(again).toBeInstanceOf(AuthenticationError);
  expect(again.message).toMatch(/^read: status\(401\) again after @Reauthenticate logIn \(2 attempts/);
  const failure = new Error('no password');
  api.login = () => Promise.reject(failure);
  const failed = await failureOf(guarded().call(api));
  expect(failed).toBeInstanceOf(AuthenticationError);
  expect(failed).toMatchObject({ response: { status: 401 }, cause: failure });
  expect(failed.message).toMatch(/^read: @Reauthenticate logIn failed \(1 attempt /);
});

test('calls that began with the same credential share a login, also one that has failed already', async () => {
  const api = new Api();
  const read = guarded();
  let refuse = (): void => {};
  const late = new Promise<void>((resolve) => {
    refuse = resolve;
  });
  const slow = () =>
    resilient({ reauthenticate: { with: 'logIn' } }).wrap(async function (this: Api) {
      await late;
      throw unauthorized();
    });
  const failure = new Error('no password');
  api.login = () => Promise.reject(failure);
  const pending = failureOf(slow().call(api));
  expect(await failureOf(read.call(api))).toMatchObject({ cause: failure });
  refuse();
  expect(await pending).toMatchObject({ cause: failure });
  expect(api.logins).toBe(1);
});

test('what asks for a login may be any outcome, and sees the attempt', async () => {
  const seen: unknown[] = [];
  const on = (outcome: Outcome, attempt: Attempt) => {
    seen.push(outcome.value, attempt.number);
    return result((value) => value === 'refused')(outcome, attempt);
  };
  const api = new Api();
  const read = resilient({ reauthenticate: { with: 'logIn', on } }).wrap(async function (this: Api) {
    return this.token === this.good ? 'fine' : 'refused';
  });
  expect(await read.call(api)).toBe('fine');
  expect(seen).toEqual(['refused', 1, 'fine', 2]);
});

test('a refusal inside, after a login that was of no use, is not taken for one outside', async () => {
  const api = new Api();
  api.read = () => {
    throw unauthorized();
  };
  const inner = guarded();
  const outer = resilient({ reauthenticate: { with: 'logIn' } }).wrap(function (this: Api) {
    return inner.call(this).catch((cause) => {
      throw Object.assign(new Error('wrapped', { cause }), { response: response(401) });
    });
  });
  expect(await failureOf(outer.call(api))).toMatchObject({ message: 'wrapped' });
  expect(api.logins).toBe(1);
});

test('a login whose own requests are refused fails with that refusal', async () => {
  const api = new Api();
  const read = guarded();
  api.login = () => read.call(api);
  const { cause } = await failureOf(read.call(api));
  expect(cause).toMatchObject({ message: 'status 401', response: { status: 401 } });
  expect(api.logins).toBe(1);
});

test('without an object there is one login for each function', async () => {
  let logins = 0;
  let token = 0;
  const logIn = async () => {
    logins += 1;
    token = 1;
  };
  const policy = resilient({ reauthenticate: { with: logIn } });
  const read = policy.wrap(async () => {
    if (token === 0) throw unauthorized();
  });
  await Promise.all([undefined, null, 7, 'x'].map((self) => read.call(self)));
  expect(logins).toBe(1);
});

test('each object, and each class, has a login of its own', async () => {
  let logins = 0;
  const logIn = async ({ self }: Attempt) => {
    logins += 1;
    (self as Api).token = 1;
  };
  const read = resilient({ reauthenticate: { with: logIn } }).wrap(async function (this: Api) {
    if (this.token !== 1) throw unauthorized();
  });
  const selves = [new Api(), new Api(), class {}, class {}];
  await Promise.all(selves.map((self) => read.call(self as Api)));
  expect(logins).toBe(4);
});

test('a method that nobody has is an error of the login', async () => {
  const read = resilient({ reauthenticate: { with: 'logIn' } }).wrap(async () => {
    throw unauthorized();
  });
  for (const self of [undefined, {}])
    expect(await failureOf(read.call(self))).toMatchObject({
      name: 'AuthenticationError',
      cause: new ConfigError('@Reauthenticate on resilient: there is no method "logIn"'),
    });
});

test('a call that is ended while it waits ends with the reason, and not with a failed login', async () => {
  const time = useVirtualClock();
  const api = new Api();
  api.login = () => new Promise(() => {});
  const error = await time.until(failureOf(guarded({}, { timeout: { total: 100 } }).call(api)));
  expect(error).toMatchObject({ name: 'TotalTimeoutError' });
  expect(error.message).toContain('while it waited for @Reauthenticate logIn');
});

test('sessions that find out together that each needs the other fail, and wait for nothing', async () => {
  const [one, two] = [new Api(), new Api()];
  // Takes its time, so that both logins begin before either knows of the other.
  const read = guarded({ on: async ({ status }) => status === 401 });
  one.login = () => read.call(two);
  two.login = () => read.call(one);
  const errors = await Promise.all([failureOf(read.call(one)), failureOf(read.call(two))]);
  for (const error of errors) expect(error).toBeInstanceOf(AuthenticationError);
  expect(errors.map((error) => error.message.includes('@Reauthenticate logIn failed'))).toEqual([true, true]);
});

test('sessions whose age runs out together do not wait for each other either', async () => {
  const time = useVirtualClock();
  const [one, two] = [new Api(), new Api()];
  for (const api of [one, two]) api.token = 1;
  const read = guarded({ maxAge: '1m' });
  await Promise.all([read.call(one), read.call(two)]);
  await time.elapse(60_000);
  one.login = () => read.call(two);
  two.login = () => read.call(one);
  expect(await Promise.all([read.call(one), read.call(two)])).toEqual([{ token: 1 }, { token: 1 }]);
});

test('a credential is replaced before a call once it is as old as allowed, and no sooner', async () => {
  const time = useVirtualClock();
  const api = new Api();
  api.token = 1;
  const read = guarded({ maxAge: '1m' });
  await read.call(api);
  await time.elapse(59_999);
  await read.call(api);
  expect(api.logins).toBe(0);
  await time.elapse(1);
  await Promise.all([read.call(api), read.call(api)]);
  expect(api.logins).toBe(1);
});

test('a retry does not replace it, and what the wait took is not the time of the attempt', async () => {
  const { time, api, read } = await expired({ retryOn: status(500), backoff: constant('2m'), maxRetries: 1 });
  api.login = () => time.pause(5_000);
  const { read: fine } = api;
  api.read = () => {
    api.read = fine;
    throw refused(500).error;
  };
  const value = await time.until(read.call(api));
  expect(api.logins).toBe(1);
  expect(attemptsOf(value)).toMatchObject([
    { number: 1, start: 5_000, duration: 0 },
    { number: 2, start: 125_000 },
  ]);
  expect(attemptsOf(value).some((line) => 'problem' in line)).toBe(false);
});

test('if the new one cannot be had the old one is tried; what was wrong is told, and nobody is waited for any more', async () => {
  const { time, api, read } = await expired({ timeout: { total: 100 } });
  const failure = new Error('the login is down');
  api.login = () => Promise.reject(failure);
  const value = await read.call(api);
  expect(value).toEqual({ token: 1 });
  expect(attemptsOf(value)).toMatchObject([{ number: 1, problem: failure }]);
  api.read = () => new Promise(() => {}) as never;
  const late = await time.until(failureOf(read.call(api)));
  expect(late.message).toBe('read: took longer than 100 ms (the first attempt)');
  expect(attemptsOf(late)).toMatchObject([{ problem: failure }]);
});

test('a call that is ended while it waits for that has no problem besides', async () => {
  const { time, api, read } = await expired({ timeout: { total: 100 } });
  api.login = () => new Promise(() => {});
  const error = await time.until(failureOf(read.call(api)));
  expect(error.message).toBe(
    'read: took longer than 100 ms (the first attempt), while it waited for @Reauthenticate logIn',
  );
  expect(attemptsOf(error)).toMatchObject([{ number: 1 }]);
  expect(attemptsOf(error)[0]).not.toHaveProperty('problem');
});

test('after a login before the call, a refusal of the new credential asks for another one', async () => {
  const { api, read } = await expired();
  api.login = async () => {
    // The first login gives a token that is refused all the same.
    if (api.logins === 1) api.good = 2;
  };
  const { logIn } = api;
  api.logIn = async function (this: Api) {
    await logIn.call(this);
    if (this.logins === 1) this.token = 0;
  };
  expect(await read.call(api)).toEqual({ token: 2 });
  expect(api.logins).toBe(2);
});
