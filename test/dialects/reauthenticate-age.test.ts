/** `@Reauthenticate({ maxAge })`, in virtual time: the credential is a number that a login makes. */
import {
  type Attempt,
  attemptsOf,
  constant,
  Reauthenticate,
  Retry,
  Timeout,
  TotalTimeoutError,
} from 'holdfast';
import { expect, test } from 'vitest';
import { useVirtualClock } from '../support/virtual-clock.js';

const SECOND = 1_000;

class Api {
  token = 0;
  logins = 0;
  /** What the next login does. */
  login = async (): Promise<number> => this.token + 1;
  readonly isRefused = new Set<number>();

  @Reauthenticate({ with: 'logIn', maxAge: '6m' })
  async get() {
    if (this.isRefused.has(this.token))
      throw Object.assign(new Error('401'), { response: { status: 401, headers: {} } });
    return { token: this.token };
  }

  async logIn(_attempt?: Attempt) {
    this.logins += 1;
    this.token = await this.login();
  }
}

test('a credential is used until it is too old, then replaced before the call', async () => {
  const time = useVirtualClock();
  const api = new Api();
  expect(await api.get()).toEqual({ token: 0 });
  await time.elapse(359 * SECOND);
  expect(await api.get()).toEqual({ token: 0 });
  await time.elapse(1 * SECOND);
  expect(await Promise.all([api.get(), api.get(), api.get()])).toEqual([
    { token: 1 },
    { token: 1 },
    { token: 1 },
  ]);
  expect(api.logins).toBe(1);
  await time.elapse(359 * SECOND);
  await api.get();
  expect(api.logins).toBe(1);
  await time.elapse(1 * SECOND);
  await api.get();
  expect(api.logins).toBe(2);
});

test('a login that a refusal made counts too', async () => {
  const time = useVirtualClock();
  const api = new Api();
  api.isRefused.add(0);
  await time.elapse(100 * SECOND);
  expect(await api.get()).toEqual({ token: 1 });
  await time.elapse(359 * SECOND);
  await api.get();
  expect(api.logins).toBe(1);
});

test('if that fails, the call goes on with the old one; the failure is told, and tried again at the next call', async () => {
  const time = useVirtualClock();
  const api = new Api();
  await api.get();
  await time.elapse(400 * SECOND);
  const failure = new Error('the login service is down');
  api.login = async () => {
    throw failure;
  };
  const result = await api.get();
  expect(result).toEqual({ token: 0 });
  expect(attemptsOf(result)).toMatchObject([{ number: 1, problem: failure }]);
  api.login = async () => 7;
  const later = await api.get();
  expect(later).toEqual({ token: 7 });
  expect(attemptsOf(later)).toMatchObject([{ number: 1 }]);
  expect(attemptsOf(later)[0]).not.toHaveProperty('problem');
  expect(api.logins).toBe(2);
});

test('if the old one is refused then, there is another login', async () => {
  const time = useVirtualClock();
  const api = new Api();
  await api.get();
  await time.elapse(400 * SECOND);
  api.isRefused.add(0);
  const outcomes = [() => Promise.reject(new Error('busy')), async () => 5];
  api.login = () => outcomes.shift()?.() ?? Promise.resolve(0);
  const result = await api.get();
  expect(result).toEqual({ token: 5 });
  expect(attemptsOf(result)).toMatchObject([
    { number: 1, problem: { message: 'busy' }, failure: 'status' },
    { number: 2 },
  ]);
});

test('a retry does not ask for a new one again', async () => {
  const time = useVirtualClock();
  class Retried extends Api {
    failures = 2;
    @Reauthenticate({ with: 'logIn', maxAge: '6m' })
    @Retry({ retryOn: ({ ok }) => !ok, backoff: constant('1s') })
    override async get() {
      this.failures -= 1;
      if (this.failures >= 0) throw new Error('busy');
      return { token: this.token };
    }
  }
  const api = new Retried();
  api.failures = 0;
  await api.get();
  await time.elapse(400 * SECOND);
  api.login = () => Promise.reject(new Error('the login service is down'));
  api.failures = 2;
  expect(attemptsOf(await time.until(api.get()))).toHaveLength(3);
  expect(api.logins).toBe(1);
});

test('the time of the wait belongs to the call and not to the attempt', async () => {
  const time = useVirtualClock();
  class Limited extends Api {
    @Reauthenticate({ with: 'logIn', maxAge: '1m' })
    @Timeout({ attempt: '2s', total: '10s' })
    override async get() {
      await time.pause(1_500);
      return { token: this.token };
    }
  }
  const api = new Limited();
  api.login = () => new Promise((resolve) => void time.clock.schedule(() => resolve(9), 5_000));
  await time.until(api.get());
  await time.elapse(60 * SECOND);
  const result = await time.until(api.get());
  expect(result).toEqual({ token: 9 });
  expect(attemptsOf(result)).toMatchObject([{ start: 5_000, duration: 1_500 }]);
  await time.elapse(60 * SECOND);
  api.login = () => new Promise(() => {});
  const error = await time.until(api.get().catch((e) => e));
  expect(error).toBeInstanceOf(TotalTimeoutError);
  expect(error.message).toContain('while it waited for @Reauthenticate logIn');
  expect(time.timers.size).toBe(0);
});
