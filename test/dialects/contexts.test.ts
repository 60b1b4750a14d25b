/** What compilers hand to TC39 decorators, where that is not what esbuild hands over. */
import 'reflect-metadata';
import { AbortOn, attemptsOf, configure, constant, RetryOn, thrown } from 'holdfast';
import { expect, test } from 'vitest';

type Method = (error: Error) => Promise<void>;
type Initializer = (this: unknown) => void;

const again = RetryOn(thrown(Error), { maxRetries: 2, backoff: constant(0) }) as any;
const once = AbortOn(thrown(RangeError)) as any;
const foreign =
  (method: Method): Method =>
  (error) =>
    method(error);
const attempts = async (method: Method, error: Error): Promise<number> =>
  attemptsOf(await method(error).catch((e) => e)).length;
const fail = (): Method => async (error) => {
  throw error;
};

function contextOf(given: object) {
  const initializers: Initializer[] = [];
  const context = {
    kind: 'method',
    name: 'get',
    static: false,
    private: false,
    addInitializer: (initializer: Initializer) => initializers.push(initializer),
    ...given,
  };
  return { context, initializers };
}

test('without metadata, decorators side by side make one policy and one wrapper', async () => {
  const { context } = contextOf({});
  const inner = once(fail(), context);
  const both = again(inner, context);
  expect(both).toBe(inner);
  expect(await attempts(both, new Error('no'))).toBe(3);
  expect(await attempts(both, new RangeError('no'))).toBe(1);
});

test('without metadata, methods of one name share nothing', async () => {
  const one = again(fail(), contextOf({}).context);
  const other = once(fail(), contextOf({}).context);
  expect(await attempts(one, new RangeError('no'))).toBe(3);
  expect(await attempts(other, new Error('no'))).toBe(1);
});

test('a #private method is none of the public or static methods of its name, and has no name for others', async () => {
  const metadata = {};
  const context = (given: object) => contextOf({ name: '#get', metadata, ...given });
  const hidden = context({ private: true });
  const secret = again(foreign(once(fail(), hidden.context)), hidden.context);
  const open = once(foreign(fail()), context({}).context);
  const shared = again(foreign(fail()), context({ static: true }).context);
  expect(await attempts(secret, new Error('no'))).toBe(3);
  expect(await attempts(secret, new RangeError('no'))).toBe(1);
  expect(await attempts(open, new Error('no'))).toBe(1);
  expect(await attempts(shared, new RangeError('no'))).toBe(3);
  expect(hidden.initializers).toEqual([]);
});

test('the name of a #private method is unknown to configure', () => {
  again(fail(), contextOf({ name: '#concealed', private: true }).context);
  expect(() => configure({ 'Nowhere.#concealed': { maxRetries: 1 } })).toThrow('no guarded class or method');
  const { context, initializers } = contextOf({ name: 'revealed' });
  again(fail(), context);
  expect(() => configure({ 'Nowhere.revealed': { maxRetries: 1 } })()).not.toThrow();
  expect(initializers).toHaveLength(1);
});

test('the first instance tells the class, and a class itself of its static methods', () => {
  const { context, initializers } = contextOf({ name: 'get', metadata: {} });
  class Api {}
  Object.defineProperty(Api.prototype, 'get', { value: again(fail(), context), configurable: true });
  class Derived extends Api {
    get() {}
  }
  initializers[0]!.call(new Derived());
  expect(Reflect.hasOwnMetadata('holdfast:recipe', Api.prototype, 'get')).toBe(true);
  expect(Reflect.hasOwnMetadata('holdfast:recipe', Derived.prototype, 'get')).toBe(false);
  // Told once, it is not asked again.
  Reflect.deleteMetadata('holdfast:recipe', Api.prototype, 'get');
  initializers[0]!.call(new Api());
  expect(Reflect.hasOwnMetadata('holdfast:recipe', Api.prototype, 'get')).toBe(false);
});
