import { inspect } from 'node:util';
import { describe, expect, test, vi } from 'vitest';
import type { Fn, Guarded } from '../src/attempt/guarded.js';
import {
  type Attempt,
  AttemptScope,
  Call,
  currentAttempt,
  currentScope,
  enclosing,
  type Idempotency,
  runIn,
} from '../src/attempt.js';
import { followSignal } from '../src/scope/follow-signal.js';
import { Scope } from '../src/scope.js';
import { anotherCopy } from './support/copies.js';
import { useVirtualClock } from './support/virtual-clock.js';

const self = { name: 'api' };
const args = ['7', { full: true }];

const newCall = (method = 'TodoApi.getItem', parent = currentScope()): Call =>
  new Call({ method }, () => {}, self, args, parent);

const newAttempt = (method?: string, parent?: Scope): AttemptScope => newCall(method, parent).attempt(1);

/** Runs `fn` as the engine runs a method: within an attempt of a call of its own. */
const within = <T>(method: string, fn: (attempt: AttemptScope) => T): T => {
  const attempt = newAttempt(method);
  return runIn(attempt, fn, attempt);
};

const pause = (ms = 1): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

test('outside of any guarded method there is no attempt', () => {
  expect([currentAttempt(), currentScope()]).toEqual([undefined, undefined]);
  within('TodoApi.getItem', () => {});
  expect(currentAttempt()).toBeUndefined();
});

test('inside there is one, that tells what was called', () => {
  within('TodoApi.getItem', (attempt) => {
    expect(currentAttempt()).toBe(attempt);
    expect(currentScope()).toBe(attempt);
    const seen = currentAttempt() as Attempt;
    expect([seen.number, seen.method, seen.self, seen.args]).toEqual([1, 'TodoApi.getItem', self, args]);
    expect([seen.self, seen.args].map((it, i) => it === [self, args][i])).toEqual([true, true]);
    expect([seen.history, seen.idempotencyKey, seen.remaining()]).toEqual([[], undefined, Infinity]);
    expect(seen.signal.aborted).toBe(false);
  });
});

test('it is called as its policy says, else as its function, else it is anonymous', () => {
  const method = (what: Guarded, fn: Fn) => new AttemptScope(what, fn, undefined, [], undefined).method;
  expect(method({ method: 'TodoApi.getItem' }, function getItem() {})).toBe('TodoApi.getItem');
  expect(method({}, function getItem() {})).toBe('getItem');
  expect(method({}, (() => () => {})())).toBe('anonymous');
});

test('it gets its argument, and hands the result or the error on', () => {
  const attempt = newAttempt();
  expect(runIn(attempt, (n: number) => n + 1, 1)).toBe(2);
  const error = new Error('no');
  expect(() => {
    runIn(
      attempt,
      () => {
        throw error;
      },
      undefined,
    );
  }).toThrow(error);
  expect(currentAttempt()).toBeUndefined();
});

test('it is still there after waits, in callbacks and in streams of values', async () => {
  await within('a', async (attempt) => {
    const seen: unknown[] = [];
    await pause();
    seen.push(currentAttempt());
    setTimeout(() => seen.push(currentAttempt()), 1);
    queueMicrotask(() => seen.push(currentAttempt()));
    await pause(10);
    async function* values() {
      yield currentAttempt();
      await pause();
      yield currentAttempt();
    }
    for await (const value of values()) seen.push(value);
    expect(seen).toHaveLength(5);
    expect(seen.every((it) => it === attempt)).toBe(true);
  });
});

test('methods that run side by side each see their own', async () => {
  const names = Array.from({ length: 50 }, (_, i) => `method ${i}`);
  const seen = names.map((name, i) =>
    within(name, async () => {
      await pause(i % 7);
      return currentAttempt()?.method;
    }),
  );
  expect(await Promise.all(seen)).toEqual(names);
});

test('a nested call is seen inside, and the outer one again afterwards', async () => {
  await within('outer', async () => {
    await within('inner', async () => {
      await pause();
      expect(currentAttempt()?.method).toBe('inner');
    });
    expect(currentAttempt()?.method).toBe('outer');
  });
});

test('what runs inside a call but in no attempt, as a hook does, sees the attempt around', () => {
  const outer = newAttempt('outer');
  const inner = newCall('inner', outer);
  expect(runIn(inner, currentAttempt, undefined)).toBe(outer);
  expect(runIn(new Scope(inner), currentAttempt, undefined)).toBe(outer);
  expect(runIn(newCall('alone', undefined), currentAttempt, undefined)).toBeUndefined();
  expect(runIn(new Scope(), currentAttempt, undefined)).toBeUndefined();
});

test('the enclosing attempt is the nearest one', () => {
  const outer = newAttempt('outer');
  const inner = newCall('inner', new Scope(outer)).attempt(1);
  expect([inner, inner.call, new Scope(inner), outer].map(enclosing)).toEqual([inner, outer, inner, outer]);
  expect([outer.call, new Scope(), undefined].map(enclosing)).toEqual([undefined, undefined, undefined]);
});

test('two copies of the package share it', async () => {
  const copy = await anotherCopy<typeof import('../src/attempt.js')>('attempt');
  expect(copy.AttemptScope).not.toBe(AttemptScope);
  within('ours', (attempt) => {
    expect(copy.currentAttempt()).toBe(attempt);
    const call = new copy.Call({ method: 'theirs' }, () => {}, self, args, copy.currentScope());
    const theirs = call.attempt(1);
    copy.runIn(theirs, () => expect(currentAttempt()?.method).toBe('theirs'), undefined);
    expect(enclosing(theirs.call)).toBe(attempt);
  });
});

test('the next attempt is of the same call, has the next number, and its own start', () => {
  const clock = useVirtualClock();
  clock.advance(5);
  const call = newCall();
  clock.advance(5);
  const first = call.attempt(1);
  clock.advance(5);
  const second = first.call.attempt(2);
  expect([first.number, second.number, second.call.attempt(3).number]).toEqual([1, 2, 3]);
  expect(second.call).toBe(call);
  // The first attempt began when the user called.
  expect([call.startedAt, first.startedAt, second.startedAt]).toEqual([5, 5, 15]);
  call.write({ number: 1, start: 0, duration: 5 });
  expect(second.history).toEqual(call.records);
});

test('who changes or keeps the history that a hook is shown changes and keeps a list of its own', () => {
  const call = newCall();
  const attempt = call.attempt(1);
  call.write({ number: 1, start: 0, duration: 5 });
  const kept = attempt.history as unknown[];
  kept.pop();
  expect(attempt.history).toMatchObject([{ number: 1 }]);
  call.write({ number: 2, start: 5, duration: 5 });
  expect([kept.length, attempt.history.length]).toEqual([0, 2]);
});

test('the end of a call ends its attempts, and not the other way round', () => {
  const reason = new Error('over');
  const first = newAttempt();
  const second = first.call.attempt(2);
  const { signal } = second;
  first.abort('failed');
  expect([first.call.aborted, signal.aborted]).toEqual([false, false]);
  first.call.abort(reason);
  expect([signal.reason, first.reason]).toEqual([reason, 'failed']);
  expect(second.call.attempt(3).reason).toBe(reason);
});

test('the time remaining is that of the nearest limit', () => {
  const clock = useVirtualClock();
  const user = new Scope();
  const attempt = newAttempt('a', user);
  const over = () => 'over';
  expect(attempt.remaining()).toBe(Infinity);
  user.limit(1_000, over);
  expect(attempt.remaining()).toBe(1_000);
  attempt.call.limit(500, over);
  expect(attempt.remaining()).toBe(500);
  attempt.limit(100, over);
  clock.advance(30);
  expect([attempt.remaining(), attempt.call.remaining(), user.remaining()]).toEqual([70, 470, 970]);
  const nested = newAttempt('nested', attempt);
  nested.limit(400, over);
  expect(nested.remaining()).toBe(70);
  attempt.call.close();
  clock.advance(2_000);
  expect(nested.remaining()).toBe(0);
});

/** Counts its keys. */
function counting(header = 'idempotency-key'): Idempotency & { asked: Attempt[] } {
  const asked: Attempt[] = [];
  return { header, asked, key: (attempt) => `${header} ${asked.push(attempt)}` };
}

test('a call has one idempotency key, made when first asked for, the same on every attempt', () => {
  const idempotency = counting();
  const first = newAttempt();
  first.call.idempotency = idempotency;
  expect(idempotency.asked).toEqual([]);
  const second = first.call.attempt(2);
  const keys = [second.idempotencyKey, first.idempotencyKey, second.call.attempt(3).idempotencyKey];
  expect(keys).toEqual(Array(3).fill('idempotency-key 1'));
  expect(idempotency.asked).toEqual([second]);
  expect(idempotency.asked[0]).toBe(second);
});

test('another call has another key', () => {
  const idempotency = counting();
  const keys = [newAttempt(), newAttempt()].map((attempt) => {
    attempt.call.idempotency = idempotency;
    return attempt.idempotencyKey;
  });
  expect(keys).toEqual(['idempotency-key 1', 'idempotency-key 2']);
});

test('a nested call sends the key of the nearest call around that has one', () => {
  const idempotency = counting();
  const outer = newAttempt('outer');
  outer.call.idempotency = idempotency;
  const nested = newAttempt('nested', newAttempt('between', new Scope(outer)));
  expect([nested.idempotencyKey, nested.idempotency]).toEqual(['idempotency-key 1', idempotency]);
  expect(nested.call.attempt(2).idempotencyKey).toBe(outer.idempotencyKey);
  expect(idempotency.asked).toHaveLength(1);

  const own = counting('x-request-key');
  nested.call.idempotency = own;
  expect([nested.idempotencyKey, nested.idempotency]).toEqual(['x-request-key 1', own]);
  expect(outer.idempotencyKey).toBe('idempotency-key 1');
});

test('without an idempotent call around there is no key', () => {
  const nested = newAttempt('nested', newAttempt('outer'));
  expect([nested.idempotencyKey, nested.idempotency]).toEqual([undefined, undefined]);
});

test('the header of the key is that of the policy, unless the call says otherwise', () => {
  const [policy, call] = [counting('x-policy'), counting('x-call')];
  const attempt = new AttemptScope({ idempotency: policy }, () => {}, self, args, undefined);
  expect(attempt.idempotency).toBe(policy);
  expect(attempt.idempotencyKey).toBe('x-policy 1');
  attempt.call.idempotency = call;
  expect(attempt.idempotency).toBe(call);
});

test('the history of a call has its lines in their order, however many', () => {
  const { call } = newAttempt();
  const lines = [1, 2, 3, 4].map((number) => ({ number, start: 0, duration: number }));
  expect(call.records).toEqual([]);
  for (const line of lines.slice(0, 3)) call.write(line);
  expect(call.records).toEqual(lines.slice(0, 3));
  call.write(lines[3]!);
  expect(call.records).toEqual(lines);

  const { call: other } = newAttempt();
  other.write(lines[0]!);
  expect([other.records, other.records]).toEqual([[lines[0]], [lines[0]]]);
  other.write(lines[1]!);
  expect(other.records).toEqual(lines.slice(0, 2));
});

describe('the call of a first attempt, which is made when it is asked for,', () => {
  const first = (parent?: Scope) => new AttemptScope({ method: 'a' }, () => {}, self, args, parent);

  test('is known from then on, and begins when the attempt began', () => {
    const clock = useVirtualClock();
    clock.advance(5);
    const user = new Scope();
    const attempt = first(user);
    clock.advance(5);
    expect([attempt.knownCall, attempt.around]).toEqual([undefined, user]);
    const { call } = attempt;
    expect([call.startedAt, call.method, call.self, call.args]).toEqual([5, 'a', self, args]);
    expect([attempt.knownCall, attempt.call].map((it) => it === call)).toEqual([true, true]);
    expect([attempt.parent, call.parent, attempt.around].map((it) => it === call)).toEqual([
      true,
      false,
      false,
    ]);
    expect([call.parent, attempt.around].map((it) => it === user)).toEqual([true, true]);
  });

  test.each(['the call', 'what is around it'])(
    'comes between those who listen and the end of %s',
    (which) => {
      const user = new Scope();
      const attempt = first(user);
      const heard = vi.fn();
      attempt.onAbort(heard);
      const { call } = attempt;
      (which === 'the call' ? call : user).abort('over');
      expect(heard.mock.calls).toEqual([['over']]);
      expect(user.aborted).toBe(which !== 'the call');
    },
  );

  test('is closed with it, if there is one', () => {
    const clock = useVirtualClock();
    const attempt = first();
    attempt.closeCall();
    expect(attempt.knownCall).toBeUndefined();
    const other = first();
    other.call.limit(100, () => 'over');
    other.limit(100, () => 'over');
    other.closeCall();
    clock.advance(100);
    expect([clock.timers.size, other.aborted, other.call.aborted]).toEqual([0, false, false]);
  });
});

describe('an attempt that is watched tells how it went, once:', () => {
  const watched = (work: Promise<unknown>, parent?: Scope) => {
    const attempt = newAttempt('a', parent);
    const ended = vi.fn();
    attempt.watch(work, { ended });
    return { attempt, ended };
  };

  test('by what the work returns', async () => {
    const { attempt, ended } = watched(Promise.resolve('done'));
    await pause();
    attempt.abort('too late');
    expect(ended.mock.calls).toEqual([[attempt, true, 'done']]);
  });

  test('by what the work throws', async () => {
    const { attempt, ended } = watched(Promise.reject('no'));
    await pause();
    expect(ended.mock.calls).toEqual([[attempt, false, 'no']]);
  });

  test('by the reason that ends it, whatever becomes of the work', async () => {
    const { attempt, ended } = watched(Promise.resolve('done'));
    attempt.abort('over');
    expect(ended.mock.calls).toEqual([[attempt, false, 'over']]);
    await pause();
    expect(ended).toHaveBeenCalledOnce();
  });

  test('by the reason that ends what is around it, also when others no longer listen', () => {
    const user = new Scope();
    user.limit(60_000, () => 'late');
    const { attempt, ended } = watched(new Promise(() => {}), user);
    attempt.onAbort(() => {})();
    user.abort('over');
    expect(ended.mock.calls).toEqual([[attempt, false, 'over']]);
  });

  test('with nothing around it', async () => {
    const attempt = new AttemptScope({}, () => {}, self, args, undefined);
    const ended = vi.fn();
    attempt.watch(Promise.resolve('done'), { ended });
    await pause();
    expect(ended.mock.calls).toEqual([[attempt, true, 'done']]);
  });

  test('by the reason that had ended what is around it before', () => {
    const user = new Scope();
    user.limit(60_000, () => 'late');
    user.abort('over');
    const { attempt, ended } = watched(new Promise(() => {}), user);
    expect(ended.mock.calls).toEqual([[attempt, false, 'over']]);
  });
});

describe('an attempt hangs on to what is around it', () => {
  const around = () => {
    const user = new Scope();
    const [join, leave] = [vi.spyOn(user, 'join'), vi.spyOn(user, 'leave')];
    return { user, join, leave, attempt: new AttemptScope({}, () => {}, self, args, user) };
  };
  const listener = { ended: () => {} };

  test('not where nothing can end it, though it is watched', () => {
    const { attempt, join } = around();
    attempt.watch(new Promise(() => {}), listener);
    expect(join).not.toHaveBeenCalled();
  });

  test('not while nobody listens, though its call is asked for', () => {
    const { attempt, join } = around();
    void attempt.call;
    expect(join).not.toHaveBeenCalled();
  });

  test('until the last one who listens is gone', async () => {
    const { user, attempt, join, leave } = around();
    user.limit(60_000, () => 'late');
    attempt.watch(Promise.resolve(), listener);
    const takeBack = attempt.onAbort(() => {});
    expect(join).toHaveBeenCalledWith(attempt);
    takeBack();
    expect(leave).not.toHaveBeenCalled();
    await pause();
    attempt.onAbort(() => {})();
    expect(leave.mock.calls).toEqual([[attempt]]);
    user.close();
  });
});

test('what the caller is told by is given away, and no longer kept', () => {
  const attempt = newAttempt();
  const resolve = vi.fn();
  attempt.resolve = resolve;
  attempt.handOver()('done');
  expect(resolve.mock.calls).toEqual([['done']]);
  expect(attempt.resolve).toBeUndefined();
});

test('an attempt that nobody listens to costs no listener on the signal of the user', () => {
  const controller = new AbortController();
  const added = vi.spyOn(controller.signal, 'addEventListener');
  const user = new Scope();
  followSignal(user, controller.signal);
  for (let i = 0; i < 100; i++) newAttempt('a', user).call.attempt(2);
  expect(added).toHaveBeenCalledOnce();
  user.close();
});

test('a logger writes the method and number of an attempt, as JSON or for people, whatever hangs on it', () => {
  const attempt = newAttempt('TodoApi.getItem', new Scope());
  attempt.call.lastError = new Error('with credentials');
  attempt.limit(1_000, () => 'late');
  attempt.limit(2_000, () => 'later');
  const inner = newAttempt('inner', attempt);
  inner.watch(new Promise(() => {}), { ended() {} });
  expect(attempt.signal.aborted).toBe(false);
  expect(JSON.parse(JSON.stringify({ attempt, inner }))).toEqual({
    attempt: { method: 'TodoApi.getItem', number: 1 },
    inner: { method: 'inner', number: 1 },
  });
  const text = "{ method: 'TodoApi.getItem', number: 1 }";
  expect(inspect(attempt)).toBe(text);
  expect(inspect(attempt, { depth: null, showHidden: true, getters: true })).toBe(text);
  expect(JSON.stringify({ ...attempt, note: 'a copy' })).not.toContain('with credentials');
  expect(inspect({ ...attempt }, { depth: null })).not.toContain('with credentials');
  attempt.closeCall();
});
