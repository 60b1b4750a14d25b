/** One login for all who wait for it, without a network. */
import { expect, test } from 'vitest';
import { type Attempt, type AttemptScope, type Call, currentScope } from '../../../src/attempt.js';
import { Session, sessionOf } from '../../../src/policies/reauthenticate/session.js';
import { followSignal } from '../../../src/scope/follow-signal.js';
import { settled, useVirtualClock } from '../../support/virtual-clock.js';
import { newCall } from '../attempts.js';

const callOf = (self?: unknown): Call => newCall(currentScope(), self);

/** A login that ends when it is told to, and notes who asked. */
function slowLogin() {
  const attempts: AttemptScope[] = [];
  const endings: { resolve: (value?: unknown) => void; reject: (error: unknown) => void }[] = [];
  return {
    attempts,
    hook: (attempt: Attempt) => {
      attempts.push(attempt as AttemptScope);
      return new Promise((resolve, reject) => endings.push({ resolve, reject }));
    },
    succeed: () => endings.shift()?.resolve(),
    fail: (error: unknown) => endings.shift()?.reject(error),
  };
}

const done = async (): Promise<void> => {};

/** A call that its user can leave. */
function leavable() {
  const call = callOf();
  const controller = new AbortController();
  followSignal(call, controller.signal);
  return { call, leave: () => controller.abort('left') };
}

test('there is one session for each object and each way to log in', () => {
  const [one, two] = [{}, {}];
  const way = () => {};
  const session = sessionOf(one, way);
  expect(session).toBeInstanceOf(Session);
  expect(sessionOf(one, way)).toBe(session);
  expect(sessionOf(one, 'logIn')).not.toBe(session);
  expect(sessionOf(one, way)).toBe(session);
  expect(sessionOf(two, way)).not.toBe(session);
});

test('it is as old as its last login that succeeded, or as the first call', async () => {
  const time = useVirtualClock();
  time.advance(50);
  const session = new Session();
  time.advance(100);
  expect(session.age).toBe(100);
  await session.logIn(callOf(), 'Api.logIn', done);
  expect(session.age).toBe(0);
  time.advance(10);
  await session.logIn(callOf(), 'Api.logIn', () => Promise.reject('no')).catch(() => {});
  expect(session.age).toBe(10);
});

test('one login serves all who wait, and is no attempt of theirs', async () => {
  const session = new Session();
  const login = slowLogin();
  const self = { name: 'api' };
  const waiting = [1, 2, 3].map(() => session.logIn(callOf(self), 'Api.logIn', login.hook));
  await settled();
  expect(login.attempts).toMatchObject([{ number: 1, method: 'Api.logIn', args: [] }]);
  expect(login.attempts[0]?.self).toBe(self);
  login.succeed();
  await Promise.all(waiting);
  expect(login.attempts[0]?.aborted).toBe(false);
  const next = session.logIn(callOf(self), 'Api.logIn', login.hook);
  await settled();
  expect(login.attempts).toHaveLength(2);
  login.succeed();
  await next;
});

test('it fails for all who wait, also at once', async () => {
  const session = new Session();
  const login = slowLogin();
  const waiting = [1, 2].map(() => session.logIn(callOf(), 'Api.logIn', login.hook));
  const failure = new Error('no password');
  await settled();
  login.fail(failure);
  expect(await Promise.allSettled(waiting)).toEqual(
    [1, 2].map(() => ({ status: 'rejected', reason: failure })),
  );
  const hook = () => {
    throw failure;
  };
  await expect(session.logIn(callOf(), 'Api.logIn', hook)).rejects.toBe(failure);
});

test('a credential that is newer than the one that was refused needs no login', async () => {
  const session = new Session();
  const login = slowLogin();
  const before = session.mark;
  await session.renewed(before, callOf(), 'Api.logIn', done);
  await session.renewed(before, callOf(), 'Api.logIn', login.hook);
  expect(login.attempts).toHaveLength(0);
  // This one was refused after the login, or nobody knows when.
  for (const mark of [session.mark, undefined]) {
    const renewed = session.renewed(mark, callOf(), 'Api.logIn', login.hook);
    await settled();
    expect(login.attempts).toHaveLength(1);
    login.succeed();
    await renewed;
    login.attempts.pop();
  }
});

test('a login that failed meanwhile is not tried again for a refusal from before, but is for a later one', async () => {
  const session = new Session();
  const login = slowLogin();
  const failure = new Error('no password');
  const before = session.mark;
  await expect(session.renewed(before, callOf(), 'Api.logIn', () => Promise.reject(failure))).rejects.toBe(
    failure,
  );
  await expect(session.renewed(before, callOf(), 'Api.logIn', login.hook)).rejects.toBe(failure);
  expect(login.attempts).toHaveLength(0);
  const again = session.renewed(session.mark, callOf(), 'Api.logIn', login.hook);
  // It may succeed: who was refused before the first waits for it too.
  const late = session.renewed(before, callOf(), 'Api.logIn', login.hook);
  await settled();
  expect(login.attempts).toHaveLength(1);
  login.succeed();
  await Promise.all([again, late]);
});

test('a refusal of which nobody knows when it came makes a login, whatever failed before', async () => {
  const session = new Session();
  await session.logIn(callOf(), 'Api.logIn', () => Promise.reject('no')).catch(() => {});
  await session.renewed(undefined, callOf(), 'Api.logIn', done);
  expect(session.mark).toEqual({ logins: 1, failures: 1 });
});

test('who leaves does not end it for the others; when all have left it is ended, and the next one begins anew', async () => {
  const session = new Session();
  const login = slowLogin();
  const [one, two] = [leavable(), leavable()];
  const waiting = [one, two].map(({ call }) => session.logIn(call, 'Api.logIn', login.hook));
  const ended = Promise.allSettled(waiting);
  one.leave();
  await settled();
  expect(login.attempts[0]?.aborted).toBe(false);
  const before = session.mark;
  two.leave();
  expect(await ended).toMatchObject([{ reason: 'left' }, { reason: 'left' }]);
  expect(login.attempts[0]?.reason).toBe('left');
  const next = session.logIn(callOf(), 'Api.logIn', login.hook);
  await settled();
  expect(login.attempts).toHaveLength(2);
  // What becomes of the one that was left is no news, and does not take the place of the one that runs.
  login.fail(new Error('too late'));
  await settled();
  expect(session.mark).toEqual(before);
  const joined = session.logIn(callOf(), 'Api.logIn', login.hook);
  await settled();
  expect(login.attempts).toHaveLength(2);
  login.succeed();
  await Promise.all([next, joined]);
  expect(session.mark).toEqual({ logins: 1, failures: 0 });
});

test('a login that succeeds after all have left has succeeded, and another one may run meanwhile', async () => {
  const session = new Session();
  const login = slowLogin();
  const one = leavable();
  const left = session.logIn(one.call, 'Api.logIn', login.hook);
  await settled();
  one.leave();
  await expect(left).rejects.toBe('left');
  const next = session.logIn(callOf(), 'Api.logIn', login.hook);
  login.succeed();
  await settled();
  expect(session.mark).toEqual({ logins: 1, failures: 0 });
  const joined = session.logIn(callOf(), 'Api.logIn', login.hook);
  await settled();
  expect(login.attempts).toHaveLength(2);
  login.succeed();
  await Promise.all([next, joined]);
});

test('a login knows the calls that it makes itself, and those of logins that it waits for', async () => {
  const [upper, lower] = [new Session(), new Session()];
  const seen: Record<string, boolean[]> = {};
  const look = (name: string, call: Call): void => {
    seen[name] = [upper.isLoggingIn(call), lower.isLoggingIn(call)];
  };
  let inLower: Call | undefined;
  await upper.logIn(callOf(), 'Upper.logIn', async () => {
    look('in upper', callOf());
    look('beside it', newCall());
    await lower.logIn(callOf(), 'Lower.logIn', async () => {
      inLower = callOf();
      look('in lower', inLower);
    });
    look('in lower, afterwards', inLower as Call);
  });
  look('in none', callOf());
  expect(seen).toEqual({
    'in upper': [true, false],
    'beside it': [false, false],
    'in lower': [true, true],
    'in lower, afterwards': [false, false],
    'in none': [false, false],
  });
});

test('two sessions that each need the other do not wait for each other for ever, however early they ask', async () => {
  const [one, two] = [new Session(), new Session()];
  const asked: boolean[] = [];
  await one.logIn(callOf(), 'One.logIn', () =>
    two.logIn(callOf(), 'Two.logIn', () => {
      asked.push(one.isLoggingIn(callOf()));
    }),
  );
  expect(asked).toEqual([true]);
});
