import { getEventListeners } from 'node:events';
import { describe, expect, test, vi } from 'vitest';
import { followSignal } from '../src/scope/follow-signal.js';
import { sleep } from '../src/scope/sleep.js';
import { Scope } from '../src/scope.js';
import { useVirtualClock } from './support/virtual-clock.js';

const OVER = new Error('it is over');

const listeners = (signal: AbortSignal): number => getEventListeners(signal, 'abort').length;
const never = (): Promise<never> => new Promise(() => {});
const inAWhile = (): Promise<string> =>
  new Promise((resolve) => setTimeout(resolve, 50, 'it was waited for'));

/** A scope that a controller can end. */
function controlled(parent?: Scope) {
  const controller = new AbortController();
  const scope = new Scope(parent);
  followSignal(scope, controller.signal);
  return { scope, controller, signal: controller.signal };
}

describe('aborting', () => {
  test('a new scope goes on, and nothing can end it', () => {
    const scope = new Scope();
    expect([scope.aborted, scope.reason, scope.parent]).toEqual([false, undefined, undefined]);
    expect([scope.cancellable, scope.deadline, scope.remaining()]).toEqual([false, Infinity, Infinity]);
  });

  test('the reason is handed on as it is: to listeners, to children, and to every signal', () => {
    const { scope, controller, signal } = controlled();
    const child = new Scope(scope);
    const heard: unknown[] = [];
    scope.onAbort((reason) => heard.push(reason));
    child.onAbort((reason) => heard.push(reason));
    const reason = { why: 'the user left' };
    controller.abort(reason);
    const places = [...heard, scope.reason, child.reason, scope.signal.reason, child.signal.reason];
    expect(places.map((place) => place === reason)).toEqual([true, true, true, true, true, true]);
    expect(signal.reason).toBe(reason);
  });

  test('listeners come in their order, children among them, and the signal comes last', () => {
    const scope = new Scope();
    const child = new Scope(scope);
    const heard: string[] = [];
    scope.signal.addEventListener('abort', () => heard.push('signal'));
    scope.onAbort(() => heard.push('first'));
    child.onAbort(() => heard.push('child'));
    scope.onAbort(() => heard.push('last'));
    scope.abort(OVER);
    expect(heard).toEqual(['first', 'child', 'last', 'signal']);
  });

  test('only the first abort counts', () => {
    const scope = new Scope();
    const heard = vi.fn();
    scope.onAbort(heard);
    scope.abort(OVER);
    scope.abort(new Error('again'));
    expect(scope.reason).toBe(OVER);
    expect(scope.signal.reason).toBe(OVER);
    expect(heard.mock.calls).toEqual([[OVER]]);
  });

  test('within an abort the scope is aborted, and aborting it again does nothing', () => {
    const scope = new Scope();
    const heard: unknown[] = [];
    scope.onAbort(() => {
      heard.push(scope.aborted, scope.reason, scope.signal.aborted);
      scope.abort('again');
    });
    scope.onAbort((reason) => heard.push(reason));
    scope.abort(OVER);
    expect(heard).toEqual([true, OVER, true, OVER]);
  });

  test('a child does not end what is around it', () => {
    const parent = new Scope();
    const child = new Scope(parent);
    const heard = vi.fn();
    parent.onAbort(heard);
    child.onAbort(() => {});
    child.abort(OVER);
    expect([child.aborted, parent.aborted, parent.signal.aborted]).toEqual([true, false, false]);
    expect(heard).not.toHaveBeenCalled();
  });
});

describe('listening', () => {
  test('a listener that was taken back is not called', () => {
    const scope = new Scope();
    const heard = vi.fn();
    const leave = scope.onAbort(heard);
    leave();
    leave();
    scope.abort(OVER);
    expect(heard).not.toHaveBeenCalled();
  });

  test('who joins twice is told once, and has left after leaving once', () => {
    const { scope, signal } = controlled();
    const child = new Scope(scope);
    const [first, second] = [{ abort: vi.fn() }, { abort: vi.fn() }];
    for (const follower of [first, first, second, second]) child.join(follower);
    child.leave(second);
    expect(listeners(signal)).toBe(1);
    scope.abort(OVER);
    expect(first.abort.mock.calls).toEqual([[OVER]]);
    expect(second.abort).not.toHaveBeenCalled();
  });

  test.each([2, 3])('of %d listeners in a child, those that are not taken back are called', (count) => {
    const parent = new Scope();
    const child = new Scope(parent);
    const heard: number[] = [];
    const takeBack = Array.from({ length: count }, (_, i) => child.onAbort(() => heard.push(i)));
    takeBack[0]?.();
    parent.abort(OVER);
    expect(heard).toEqual([1, 2].slice(0, count - 1));
  });

  test('a listener that is taken back again takes no other with it', () => {
    const scope = new Scope();
    const heard = vi.fn();
    const leave = scope.onAbort(() => {});
    leave();
    scope.onAbort(heard);
    leave();
    scope.abort(OVER);
    expect(heard.mock.calls).toEqual([[OVER]]);
  });

  test.each([1, 2, 3])(
    'a child hangs on to what is around it until the last of %d listeners is gone',
    (count) => {
      const parent = new Scope();
      const left = vi.spyOn(parent, 'leave');
      const child = new Scope(parent);
      const [last, ...others] = Array.from({ length: count }, () => child.onAbort(() => {}));
      for (const leave of others) leave();
      expect(left).not.toHaveBeenCalled();
      last?.();
      expect(left.mock.calls).toEqual([[child]]);
    },
  );

  test('a listener that was taken back may come again', () => {
    const parent = new Scope();
    const child = new Scope(parent);
    const heard = vi.fn();
    for (const listener of [vi.fn(), vi.fn()]) child.onAbort(listener)();
    child.onAbort(heard);
    parent.abort(OVER);
    expect(heard.mock.calls).toEqual([[OVER]]);
  });

  test('a listener that another takes back during the abort is not called', () => {
    const scope = new Scope();
    const heard: string[] = [];
    const takeBack: (() => void)[] = [];
    scope.onAbort(() => {
      heard.push('first');
      takeBack[0]?.();
    });
    takeBack.push(scope.onAbort(() => heard.push('second')));
    scope.onAbort(() => heard.push('third'));
    scope.abort(OVER);
    expect(heard).toEqual(['first', 'third']);
  });

  test('a listener that is added during the abort is called at once, and once', () => {
    const scope = new Scope();
    const heard: string[] = [];
    scope.onAbort(() => {
      scope.onAbort((reason) => heard.push(`added: ${reason}`))();
      heard.push('first');
    });
    scope.onAbort(() => heard.push('second'));
    scope.abort('over');
    expect(heard).toEqual(['added: over', 'first', 'second']);
  });

  test('a listener that is added later is called at once', () => {
    const scope = new Scope();
    scope.abort(OVER);
    const heard = vi.fn();
    const leave = scope.onAbort(heard);
    leave();
    expect(heard.mock.calls).toEqual([[OVER]]);
  });
});

describe('a child', () => {
  test('of an aborted scope is aborted from the start', () => {
    const parent = new Scope();
    parent.abort(OVER);
    const child = new Scope(parent);
    expect([child.aborted, child.reason, child.signal.aborted]).toEqual([true, OVER, true]);
  });

  test('can be cancelled if anything around it can', () => {
    const { scope } = controlled();
    expect(scope.cancellable).toBe(true);
    expect(new Scope(new Scope(scope)).cancellable).toBe(true);
    expect(new Scope(new Scope()).cancellable).toBe(false);
  });

  // Nobody listened to it when the scope around it ended, so it was not told.
  describe('that was not told of the end around it', () => {
    const untold = () => {
      const parent = new Scope();
      const child = new Scope(new Scope(parent));
      parent.abort(OVER);
      return child;
    };

    test('is aborted when asked', () => {
      const child = untold();
      expect([child.aborted, child.reason]).toEqual([true, OVER]);
    });

    test('has an aborted signal', () => {
      const child = untold();
      expect([child.signal.aborted, child.signal.reason]).toEqual([true, OVER]);
    });

    test('keeps that reason when it is ended itself', () => {
      const child = untold();
      child.abort('another');
      expect([child.reason, child.signal.reason]).toEqual([OVER, OVER]);
    });

    test('calls a listener at once', () => {
      const heard = vi.fn();
      untold().onAbort(heard)();
      expect(heard.mock.calls).toEqual([[OVER]]);
    });

    test('does not sleep', async () => {
      const clock = useVirtualClock();
      await expect(sleep(untold(), 1_000)).rejects.toBe(OVER);
      expect(clock.timers.size).toBe(0);
    });

    test('guards nothing', async () => {
      await expect(untold().guard(inAWhile())).rejects.toBe(OVER);
    });

    test('has children that are aborted', () => {
      expect(new Scope(untold()).aborted).toBe(true);
    });
  });
});

describe('a limit', () => {
  test('ends the scope at its time, with the reason that is made then', () => {
    const clock = useVirtualClock();
    const scope = new Scope();
    const reason = vi.fn(() => OVER);
    scope.limit(100, reason);
    expect([scope.cancellable, scope.deadline, scope.remaining()]).toEqual([true, 100, 100]);
    clock.advance(99);
    expect([scope.aborted, scope.remaining()]).toEqual([false, 1]);
    expect(reason).not.toHaveBeenCalled();
    clock.advance(1);
    expect([scope.aborted, scope.reason, scope.remaining()]).toEqual([true, OVER, 0]);
    expect(reason).toHaveBeenCalledOnce();
    clock.advance(50);
    expect(scope.remaining()).toBe(0);
  });

  test('of forever is none', () => {
    const clock = useVirtualClock();
    const scope = new Scope();
    scope.limit(Infinity, () => OVER);
    expect([scope.cancellable, scope.deadline, scope.remaining()]).toEqual([false, Infinity, Infinity]);
    expect(clock.timers.size).toBe(0);
  });

  test('does not replace a nearer one', () => {
    const clock = useVirtualClock();
    const scope = new Scope();
    scope.limit(300, () => 'late');
    scope.limit(100, () => 'early');
    scope.limit(200, () => 'between');
    expect(scope.deadline).toBe(100);
    clock.advance(1_000);
    expect(scope.reason).toBe('early');
    expect(clock.timers.size).toBe(0);
  });

  test('counts from when it is set', () => {
    const clock = useVirtualClock();
    const scope = new Scope();
    clock.advance(40);
    scope.limit(100, () => OVER);
    expect([scope.deadline, scope.remaining()]).toEqual([140, 100]);
  });

  test('holds for everything within, and the nearest one counts', () => {
    const clock = useVirtualClock();
    const [outer, inner] = [new Scope(), new Scope()].map((parent) => {
      parent.limit(100, () => OVER);
      return new Scope(new Scope(parent));
    });
    expect([outer!.deadline, outer!.remaining(), outer!.cancellable]).toEqual([100, 100, true]);
    inner!.limit(40, () => 'sooner');
    outer!.limit(400, () => 'later');
    expect([inner!.deadline, outer!.deadline]).toEqual([40, 100]);
    const heard: unknown[] = [];
    for (const scope of [inner!, outer!]) scope.onAbort((reason) => heard.push(reason));
    clock.advance(100);
    expect(heard).toEqual(['sooner', OVER]);
  });

  test('keeps real time too', async () => {
    const scope = new Scope();
    scope.limit(20, () => OVER);
    await expect(scope.guard(never())).rejects.toBe(OVER);
  });
});

describe('the signal', () => {
  test('is one, made when first asked for', () => {
    const scope = new Scope();
    expect(scope.signal).toBe(scope.signal);
    expect(scope.signal).toBeInstanceOf(AbortSignal);
    expect(scope.signal.aborted).toBe(false);
    const heard = vi.fn();
    scope.signal.addEventListener('abort', heard);
    scope.abort(OVER);
    expect(heard).toHaveBeenCalledOnce();
    expect([scope.signal.aborted, scope.signal.reason]).toEqual([true, OVER]);
  });

  test('is aborted if it is first asked for after the abort', () => {
    const scope = new Scope();
    scope.abort(OVER);
    expect([scope.signal.aborted, scope.signal.reason]).toEqual([true, OVER]);
  });

  test('of a child follows what is around it', () => {
    const parent = new Scope();
    const { signal } = new Scope(new Scope(parent));
    parent.abort(OVER);
    expect([signal.aborted, signal.reason]).toEqual([true, OVER]);
  });

  test('of a child that is asked for after the close is not ended by what is around it', () => {
    const parent = new Scope();
    const child = new Scope(parent);
    child.close();
    const { signal } = child;
    parent.abort(OVER);
    expect([signal.aborted, child.aborted, parent.aborted]).toEqual([false, false, true]);
  });

  test('of a child still follows when its listeners are gone', () => {
    const parent = new Scope();
    const child = new Scope(parent);
    const leave = child.onAbort(() => {});
    const { signal } = child;
    leave();
    parent.abort(OVER);
    expect(signal.reason).toBe(OVER);
  });
});

describe('guarding', () => {
  test('work that nothing can end is handed back as it is', () => {
    const work = Promise.resolve(1);
    expect(new Scope().guard(work)).toBe(work);
  });

  test('the work settles first: its value or its error comes through', async () => {
    const { scope, controller } = controlled();
    const error = new Error('no');
    await expect(scope.guard(Promise.resolve('done'))).resolves.toBe('done');
    await expect(scope.guard(Promise.reject(error))).rejects.toBe(error);
    controller.abort(OVER);
  });

  test('the end comes first: its reason is thrown, at once', async () => {
    const { scope, controller } = controlled();
    const guarded = scope.guard(never());
    controller.abort(OVER);
    await expect(guarded).rejects.toBe(OVER);
  });

  // test/support/setup.ts fails on an unhandled rejection.
  test('work that fails after the end fails in silence', async () => {
    const { scope, controller } = controlled();
    const work = inAWhile().then(() => Promise.reject(new Error('too late')));
    const guarded = scope.guard(work);
    controller.abort(OVER);
    await expect(guarded).rejects.toBe(OVER);
    await expect(work).rejects.toThrow('too late');
  });

  test('in a scope that has ended, the reason is thrown', async () => {
    const { scope, controller } = controlled();
    controller.abort(OVER);
    await expect(scope.guard(inAWhile())).rejects.toBe(OVER);
  });

  test('in a scope that followed a signal too late, the reason is thrown', async () => {
    const scope = new Scope();
    followSignal(scope, AbortSignal.abort(OVER));
    await expect(scope.guard(inAWhile())).rejects.toBe(OVER);
  });

  test('in a scope that was aborted by hand, the reason is thrown', async () => {
    const scope = new Scope();
    scope.abort(OVER);
    await expect(scope.guard(inAWhile())).rejects.toBe(OVER);
  });

  test('work that is done leaves nothing behind', async () => {
    const { scope, signal, controller } = controlled();
    await Promise.all(Array.from({ length: 100 }, () => scope.guard(Promise.resolve())));
    expect(listeners(signal)).toBe(1);
    scope.close();
    expect(listeners(signal)).toBe(0);
    controller.abort(OVER);
    expect(scope.aborted).toBe(false);
  });
});

describe('releasing', () => {
  test('gives back what would end the scope, which follows what is around it still', () => {
    const clock = useVirtualClock();
    const parent = new Scope();
    const { scope, signal, controller } = controlled(parent);
    scope.limit(100, () => 'late');
    const heard = vi.fn();
    scope.onAbort(heard);
    scope.release();
    expect([clock.timers.size, listeners(signal), scope.cancellable, scope.deadline]).toEqual([
      0,
      0,
      false,
      Infinity,
    ]);
    clock.advance(1_000);
    controller.abort('late');
    expect(heard).not.toHaveBeenCalled();
    parent.abort(OVER);
    expect(heard.mock.calls).toEqual([[OVER]]);
    expect(scope.reason).toBe(OVER);
  });

  test('does not undo an abort', () => {
    const scope = new Scope();
    scope.limit(60_000, () => 'late');
    scope.abort(OVER);
    scope.release();
    expect([scope.aborted, scope.reason, scope.cancellable]).toEqual([true, OVER, true]);
  });
});

describe('closing', () => {
  test('gives back timers and listeners, and the scope no longer ends by itself', () => {
    const clock = useVirtualClock();
    const parent = new Scope();
    const { scope, signal, controller } = controlled(parent);
    scope.limit(100, () => OVER);
    const heard = vi.fn();
    scope.onAbort(heard);
    const { signal: own } = scope;
    scope.close();
    scope.close();
    expect([clock.timers.size, listeners(signal)]).toEqual([0, 0]);
    clock.advance(1_000);
    controller.abort(OVER);
    parent.abort(OVER);
    expect(own.aborted).toBe(false);
    expect(heard).not.toHaveBeenCalled();
  });

  test('takes the time limits away, those around it too, and nothing can end the scope', () => {
    const clock = useVirtualClock();
    const parent = new Scope();
    const scope = new Scope(parent);
    parent.limit(200, () => OVER);
    scope.limit(100, () => OVER);
    expect([scope.deadline, scope.cancellable]).toEqual([100, true]);
    scope.close();
    expect([scope.deadline, scope.remaining(), parent.deadline]).toEqual([Infinity, Infinity, 200]);
    parent.close();
    expect([scope.cancellable, parent.cancellable]).toEqual([false, false]);
    expect(clock.timers.size).toBe(0);
  });

  test('does not undo an abort', () => {
    const scope = new Scope();
    scope.limit(60_000, () => 'late');
    scope.abort(OVER);
    scope.close();
    expect([scope.aborted, scope.reason, scope.cancellable]).toEqual([true, OVER, true]);
  });

  test('and aborting still can end what listens to the signal', () => {
    const scope = new Scope();
    const { signal } = scope;
    scope.close();
    scope.abort(OVER);
    expect(signal.reason).toBe(OVER);
  });

  test('an abort closes', () => {
    const clock = useVirtualClock();
    const { scope, signal, controller } = controlled();
    scope.limit(100, () => 'late');
    controller.abort(OVER);
    expect([clock.timers.size, listeners(signal)]).toEqual([0, 0]);
  });

  test('during an abort around it spares the closed', () => {
    const parent = new Scope();
    const child = new Scope(parent);
    const heard = vi.fn();
    parent.onAbort(() => child.close());
    child.onAbort(heard);
    parent.abort(OVER);
    expect(heard).not.toHaveBeenCalled();
  });

  test('a listener may be taken back afterwards', () => {
    const scope = new Scope();
    const leave = scope.onAbort(() => {});
    scope.close();
    expect(leave).not.toThrow();
  });
});

test('a scope has all its fields from the beginning, and reads nothing that somebody put on every object', () => {
  const fields = ['parent', 'ending', 'followers', 'controller', 'triggers'];
  expect(Object.keys(new Scope())).toEqual(fields);
  const everywhere = Object.prototype as Record<string, unknown>;
  const found: unknown[] = [];
  try {
    for (const field of fields) everywhere[field] = { aborted: true, reason: 'polluted', at: 0 };
    const scope = new Scope();
    found.push(scope.parent, scope.aborted, scope.cancellable, scope.deadline);
  } finally {
    for (const field of fields) delete everywhere[field];
  }
  expect(found).toEqual([undefined, false, false, Number.POSITIVE_INFINITY]);
});
