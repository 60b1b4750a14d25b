import { getEventListeners } from 'node:events';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, test } from 'vitest';
import { followSignal } from '../src/scope/follow-signal.js';
import { sleep } from '../src/scope/sleep.js';
import { Scope } from '../src/scope.js';

const OVER = new Error('it is over');

describe('a long-lived scope with ten thousand short children keeps none of them', () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;

  const uses: Record<string, (child: Scope) => unknown> = {
    'that did nothing': () => {},
    'that guarded work, and were not closed': (child) => child.guard(Promise.resolve()),
    'that slept, and were not closed': (child) => sleep(child, 0),
    'whose listeners were taken back': (child) => child.onAbort(() => {})(),
    'that were closed, and had a signal, a limit and a listener': (child) => {
      child.signal.addEventListener('abort', () => {});
      child.limit(60_000, () => OVER);
      child.onAbort(() => {});
      child.close();
    },
    'that were asked for their signal after they were closed': (child) => {
      child.close();
      child.signal.addEventListener('abort', () => {});
    },
    'that were released, and whose listeners were taken back before or after': (child) => {
      child.limit(60_000, () => OVER);
      child.onAbort(() => {})();
      const takeBack = child.onAbort(() => {});
      child.release();
      takeBack();
    },
    'that were aborted, and had a signal and a limit': (child) => {
      child.signal.addEventListener('abort', () => {});
      child.limit(60_000, () => OVER);
      child.abort(OVER);
    },
  };

  test.each(Object.entries(uses))('%s', async (_, use) => {
    const { signal } = new AbortController();
    const scope = new Scope();
    followSignal(scope, signal);
    const made = async () => {
      const child = new Scope(scope);
      await use(child);
      return new WeakRef(child);
    };
    const children = await Promise.all(Array.from({ length: 10_000 }, made));
    const kept = () => {
      collect();
      return children.filter((child) => child.deref() !== undefined).length;
    };
    // Weak references are strong until the end of the turn, and the collector may overlook a few.
    await expect.poll(kept).toBeLessThan(10);
    expect(getEventListeners(signal, 'abort')).toHaveLength(1);
    scope.close();
  });
});
