/**
 * A class-level decorator leaves methods alone that return no promise. Where its policy did not run such a method at once,
 * its caller got a promise all the same: in a call that had ended (one that nobody awaited, and that ended the process),
 * and while a login was awaited. Whoever listened heard of each such method as an attempt.
 */
import { Reauthenticate, Resilient, Retry, withSignal } from 'holdfast';
import { expect, test } from 'vitest';
import { attempts } from '../../src/telemetry/attempts.js';
import { useVirtualClock } from '../support/virtual-clock.js';

@Resilient({ maxRetries: 2, accept: () => true })
class Api {
  key(id: string) {
    return `item-${id}`;
  }
  refuse(): void {
    throw new RangeError('no');
  }
  get(id: string) {
    return Promise.resolve(id);
  }
}

/** Runs `work` in a call that has ended. */
const tooLate = async (work: () => unknown): Promise<unknown> => {
  const controller = new AbortController();
  let result: unknown;
  const ended = withSignal(controller.signal, async () => {
    await Promise.resolve();
    result = work();
  });
  controller.abort(new Error('too late'));
  await expect(ended).rejects.toThrow('too late');
  return result;
};

test('it returns and throws at once in a call that has ended', async () => {
  const api = new Api();
  expect(await tooLate(() => api.key('7'))).toBe('item-7');
  await tooLate(() => expect(() => api.refuse()).toThrow(RangeError));
});

test('a method that returns a promise rejects there, whether it has been called before or not', async () => {
  const api = new Api();
  const rejects = async () => tooLate(() => expect(api.get('7')).rejects.toThrow('too late'));
  await rejects();
  expect(await api.get('7')).toBe('7');
  await rejects();
});

test('nobody is told of an attempt', async () => {
  const told: unknown[] = [];
  const listen = (event: unknown) => told.push(event);
  attempts.subscribe(listen);
  new Api().key('7');
  expect(() => new Api().refuse()).toThrow(RangeError);
  await new Promise(setImmediate);
  attempts.unsubscribe(listen);
  expect(told).toEqual([]);
});

/** Its credential is as old as the clock says. */
const classWithLogin = () => {
  @Reauthenticate({ with: 'logIn', maxAge: '1m' })
  class WithLogin {
    logins = 0;
    seen: number[] = [];
    cache: string | undefined;
    logIn() {
      this.logins += 1;
      return Promise.resolve();
    }
    key(id: string) {
      return `item-${id}`;
    }
    get() {
      this.seen.push(this.logins);
      return this.cache ?? Promise.resolve('fetched');
    }
    lazy() {
      // biome-ignore lint/suspicious/noThenProperty: as query builders do.
      return { then: (resolve: (value: string) => void) => resolve('lazy') };
    }
    async open() {}
  }
  return WithLogin;
};

test('it returns at once although the credential is too old', async () => {
  const { advance } = useVirtualClock();
  const api = new (classWithLogin())();
  await api.open();
  advance(60_000);
  expect(api.key('7')).toBe('item-7');
  expect(api.key('8')).toBe('item-8');
  expect(await api.lazy()).toBe('lazy');
});

test('a method that is known to return a promise runs once, after the login', async () => {
  const { advance } = useVirtualClock();
  const WithLogin = classWithLogin();
  const api = new WithLogin();
  await api.get();
  advance(60_000);
  expect(await api.get()).toBe('fetched');
  advance(60_000);
  api.cache = 'kept';
  expect(await api.get()).toBe('kept');
  expect(api.seen).toEqual([0, 1, 2]);
  expect(api.get()).toBe('kept');
});

test('a method of which nothing is known yet runs once too', async () => {
  const { advance } = useVirtualClock();
  const api = new (classWithLogin())();
  await api.open();
  advance(60_000);
  expect(await api.get()).toBe('fetched');
  expect(api.seen).toEqual([0]);
});

test('a policy that cannot be chosen is no matter of a method that needs none', async () => {
  @Retry(() => {
    throw new Error('no policy');
  })
  class Choosing {
    key() {
      return 'key';
    }
    get() {
      return Promise.reject(new Error('not asked'));
    }
  }
  const api = new Choosing();
  expect(api.key()).toBe('key');
  await expect(api.get()).rejects.toThrow('no policy');
});
