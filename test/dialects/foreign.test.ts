/** Decorators of others that replace the method, as those of NestJS modules and caches do. */
import { AbortOn, constant, RetryOn, thrown } from 'holdfast';
import { beforeEach, expect, test } from 'vitest';

/** In either dialect. */
function Foreign(...given: any[]): any {
  const [value, , descriptor] = given;
  const method = descriptor?.value ?? value;
  function replacement(this: unknown, ...args: unknown[]) {
    passed += 1;
    return method.apply(this, args);
  }
  return descriptor ? { ...descriptor, value: replacement } : replacement;
}

const again = RetryOn(thrown(Error), { maxRetries: 2, backoff: constant(0) });
const once = AbortOn(thrown(RangeError));
const key = Symbol('key');

let calls = 0;
let passed = 0;
beforeEach(() => {
  calls = 0;
  passed = 0;
});

type Failing = (error: Error) => Promise<void>;
const fail: Failing = async (error) => {
  calls += 1;
  throw error;
};

/** How often the method runs when it fails, and when it fails with what `once` is about. */
async function runs(method: Failing): Promise<number[]> {
  const found = [];
  for (const error of [new Error('no'), new RangeError('no')]) {
    calls = 0;
    await expect(method(error)).rejects.toBe(error);
    found.push(calls);
  }
  return found;
}

test('what stands below a foreign decorator and what stands above it make one policy', async () => {
  class Between {
    @again
    @Foreign
    @once
    method(error: Error) {
      return fail(error);
    }
    @once
    @Foreign
    @again
    static shared(error: Error) {
      return fail(error);
    }
    @again
    @Foreign
    @once
    [key](error: Error) {
      return fail(error);
    }
    @again
    @Foreign
    @once
    static [key](error: Error) {
      return fail(error);
    }
  }
  const between = new Between();
  expect(await runs((error) => between.method(error))).toEqual([3, 1]);
  expect(await runs((error) => Between.shared(error))).toEqual([3, 1]);
  expect(await runs((error) => between[key](error))).toEqual([3, 1]);
  expect(await runs((error) => Between[key](error))).toEqual([3, 1]);
});

test('it sees each attempt from below, and the call from above', async () => {
  class Seen {
    @again
    @Foreign
    below(error: Error) {
      return fail(error);
    }
    @Foreign
    @again
    above(error: Error) {
      return fail(error);
    }
  }
  await expect(new Seen().below(new Error('no'))).rejects.toThrow('no');
  expect(passed).toBe(3);
  await expect(new Seen().above(new Error('no'))).rejects.toThrow('no');
  expect(passed).toBe(4);
});

test('a static method and a method of the same name share nothing, nor do two classes', async () => {
  class Namesakes {
    @again
    @Foreign
    method(error: Error) {
      return fail(error);
    }
    @again
    @Foreign
    @once
    static method(error: Error) {
      return fail(error);
    }
  }
  class Others {
    @Foreign
    @once
    method(error: Error) {
      return fail(error);
    }
  }
  const [one, other] = [new Namesakes(), new Others()];
  expect(await runs((error) => one.method(error))).toEqual([3, 3]);
  expect(await runs((error) => Namesakes.method(error))).toEqual([3, 1]);
  expect(await runs((error) => other.method(error))).toEqual([1, 1]);
});

test('what a class says reaches a method that a foreign decorator hides', async () => {
  @again
  class Defaults {
    @Foreign
    plain(error: Error) {
      return fail(error);
    }
    @Foreign
    @once
    hidden(error: Error) {
      return fail(error);
    }
    @Foreign
    @once
    static shared(error: Error) {
      return fail(error);
    }
    @Foreign
    @RetryOn(thrown(Error), { maxRetries: 1, backoff: constant(0) })
    less(error: Error) {
      return fail(error);
    }
  }
  const defaults = new Defaults();
  expect(await runs((error) => defaults.plain(error))).toEqual([3, 3]);
  expect(await runs((error) => defaults.hidden(error))).toEqual([3, 1]);
  expect(await runs((error) => Defaults.shared(error))).toEqual([3, 1]);
  expect(await runs((error) => defaults.less(error))).toEqual([2, 2]);
});

test('what a class says reaches an inherited method that a foreign decorator hides, but not its override', async () => {
  class Base {
    @Foreign
    @once
    hidden(error: Error) {
      return fail(error);
    }
  }
  @again
  class Heir extends Base {}
  class Rewritten extends Base {
    override hidden(error: Error) {
      return fail(error);
    }
  }
  @again
  class DistantHeir extends Rewritten {}
  const [base, heir, distant] = [new Base(), new Heir(), new DistantHeir()];
  expect(await runs((error) => base.hidden(error))).toEqual([1, 1]);
  expect(await runs((error) => heir.hidden(error))).toEqual([3, 1]);
  expect(await runs((error) => distant.hidden(error))).toEqual([3, 3]);
});

test('an override with a policy of its own is another method, hidden or not', async () => {
  class Base {
    @Foreign
    @again
    method(error: Error): Promise<void> {
      return fail(error);
    }
  }
  class Derived extends Base {
    @Foreign
    @once
    override method(error: Error) {
      return fail(error);
    }
  }
  const [base, derived] = [new Base(), new Derived()];
  expect(await runs((error) => derived.method(error))).toEqual([1, 1]);
  expect(await runs((error) => base.method(error))).toEqual([3, 3]);
});
