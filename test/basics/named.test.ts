import { AbortOn, Retry, RetryPolicy, resilient, thrown } from 'holdfast';
import { expect, test } from 'vitest';
import { named, nameIn, withName } from '../../src/basics/named.js';
import { show } from '../../src/basics/show.js';

test('a function gets a name, and stays the same function', () => {
  const fn = (): number => 7;
  expect(withName('seven', fn)).toBe(fn);
  expect([fn.name, fn()]).toEqual(['seven', 7]);
});

test('or says how it was made', () => {
  const fn = (): void => {};
  expect(named('exponential', ['100ms', 'x2'], fn)).toBe(fn);
  expect(fn.name).toBe('exponential(100ms, x2)');
  expect(named('timedOut', [], () => {}).name).toBe('timedOut()');
});

class Refused extends Error {
  static override get name(): string {
    throw new Error('nobody calls me that');
  }
}

test('a class may have a static member called name, which is no name', () => {
  const numbered = Object.defineProperty(class {}, 'name', { value: 7 });
  const names = [Refused, numbered, () => {}, class Api {}].map((each) => nameIn(each, 'none'));
  expect(names).toEqual(['none', 'none', 'none', 'Api']);
});

test('and is talked of all the same', () => {
  class Policy extends RetryPolicy {
    static override get name(): string {
      throw new Error('nobody calls me that');
    }
    override beforeRetry(): void {}
  }
  expect(thrown(Refused).name).toBe('thrown(a class)');
  expect(() => AbortOn(Refused as never)).toThrow(/^@AbortOn: expected a predicate, got a class, which goes/);
  expect(() => resilient({ retry: new (class extends Policy {})() })).not.toThrow();
  expect(() => Retry(Policy)).not.toThrow();
  expect(show(new Refused())).toBe('an object of type null');
});
