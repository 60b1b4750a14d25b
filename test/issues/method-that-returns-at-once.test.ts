/**
 * A class-level decorator leaves methods alone that return no promise. Where its policy did not run such a method at once,
 * its caller got a promise all the same: in a call that had ended (one that nobody awaited, and that ended the process),
 * and while a login was awaited. Whoever listened heard of each such method as an attempt, and what such a method had
 * started outlived the call around it.
 */
import { runInNewContext } from 'node:vm';
import type { AxiosInstance } from 'axios';
import {
  constant,
  Reauthenticate,
  Resilient,
  Retry,
  resilient,
  type TimeoutOptions,
  TotalTimeoutError,
  withSignal,
} from 'holdfast';
import { describe, expect, test } from 'vitest';
import { currentScope, enclosing } from '../../src/attempt.js';
import { attempts } from '../../src/telemetry/attempts.js';
import { clientFor } from '../support/client.js';
import { delay, hang, reply, type Step } from '../support/server.js';
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

test('a policy that cannot be chosen lets nothing run', async () => {
  @Retry(() => {
    throw new Error('no policy');
  })
  class Choosing {
    sent = 0;
    post() {
      this.sent += 1;
      return Promise.resolve('done');
    }
  }
  const api = new Choosing();
  await expect(api.post()).rejects.toThrow('no policy');
  expect(api.sent).toBe(0);
});

test('it makes no login, and the call around it keeps nothing of it', async () => {
  const { advance } = useVirtualClock();
  const api = new (classWithLogin())();
  await api.open();
  advance(60_000);
  await resilient().call(async () => {
    for (let n = 0; n < 5; n++) api.key('7');
    await new Promise(setImmediate);
    expect(enclosing(currentScope())?.inside?.running.size).toBe(0);
  });
  expect(api.logins).toBe(0);
});

test('a promise from elsewhere is one: it may fail', async () => {
  @Resilient({ maxRetries: 0 })
  class Foreign {
    get() {
      return runInNewContext('Promise.reject(new Error("late"))');
    }
  }
  const api = new Foreign();
  for (const _ of ['unknown', 'known']) await expect(api.get()).rejects.toThrow('late');
});

test('a credential that is too old is refused once, and replaced once', async () => {
  const { advance } = useVirtualClock();
  const refuseOld: Step = (req, res, n) =>
    reply(req.headers.authorization === 'Bearer t0' ? 401 : 200)(req, res, n);
  const { server, http } = await clientFor(refuseOld);
  @Reauthenticate({ with: 'logIn', maxAge: '1m' })
  class Api {
    logins = 0;
    async logIn() {
      this.logins += 1;
    }
    async open() {}
    get() {
      return http.get('/', { headers: { authorization: `Bearer t${this.logins}` } });
    }
  }
  const api = new Api();
  await api.open();
  advance(60_000);
  expect(await api.get()).toMatchObject({ status: 200 });
  expect(server.requests.map(({ headers }) => headers.authorization)).toEqual(['Bearer t0', 'Bearer t1']);
  expect(api.logins).toBe(1);
});

describe('what it has started', () => {
  /** A class of which one method starts a request, and another gives the promise of it. */
  const classThatStarts = (http: AxiosInstance, timeout: TimeoutOptions, before?: Promise<void>) => {
    @Resilient({ maxRetries: 2, timeout })
    class Starting {
      pending: Promise<unknown> = Promise.resolve();
      start(method: 'get' | 'post') {
        this.pending = before?.then(() => http[method]('/')) ?? http[method]('/');
        return 'started';
      }
    }
    return Starting;
  };

  test.each<TimeoutOptions>([{ connect: '5s' }, { total: '5s', attempt: '5s' }])(
    'ends with the call around it, under %j',
    async (timeout) => {
      const { server, http } = await clientFor(hang());
      const api = new (classThatStarts(http, timeout))();
      const call = resilient({ timeout: { total: '500ms' } }).call(async () => {
        expect(api.start('get')).toBe('started');
        await api.pending;
      });
      await expect(call).rejects.toThrow(TotalTimeoutError);
      await expect(api.pending).rejects.toThrow(TotalTimeoutError);
      await server.closed(1);
    },
  );

  test('has all the time it wants, whatever the time limits of the class', async () => {
    const { http } = await clientFor(delay(100, reply(200, 'late')));
    const limits = { attempt: '20ms', total: '20ms' } as const;
    const api = new (classThatStarts(http, limits))();
    api.start('get');
    expect(await api.pending).toMatchObject({ data: 'late' });
  });

  test.each([
    ['at once', undefined],
    ['later', Promise.resolve()],
  ])('and sent %s was sent by the call around it, which does not send it twice', async (_, before) => {
    const { server, http } = await clientFor(reply(201));
    const api = new (classThatStarts(http, { attempt: '5s' }, before))();
    const refused = Object.assign(new Error('refused'), { code: 'ECONNREFUSED' });
    const call = resilient({ maxRetries: 2, backoff: constant(0) }).call(async () => {
      api.start('post');
      await api.pending;
      throw refused;
    });
    await expect(call).rejects.toBe(refused);
    expect(server.requests).toHaveLength(1);
  });

  test('is known to the call around it also if it is guarded itself', async () => {
    const { server, http } = await clientFor(reply(201));
    const inner = resilient({ maxRetries: 2 });
    @Resilient({ maxRetries: 2 })
    class Nested {
      pending: Promise<unknown> = Promise.resolve();
      start() {
        this.pending = inner.call(() => http.post('/'));
      }
    }
    const api = new Nested();
    const refused = Object.assign(new Error('refused'), { code: 'ECONNREFUSED' });
    const call = resilient({ maxRetries: 2, backoff: constant(0) }).call(async () => {
      api.start();
      await api.pending;
      expect(enclosing(currentScope())?.inside?.running.size).toBe(0);
      throw refused;
    });
    await expect(call).rejects.toBe(refused);
    expect(server.requests).toHaveLength(1);
  });
});
