/** Where `Symbol.metadata` is there before the package, as under a polyfill it is, and in engines to come. */
import { expect, onTestFinished, test, vi } from 'vitest';

/** In either dialect, and the last to replace the method: only the metadata of the class tell what lies below. */
function Foreign(...given: any[]): any {
  const [value, , descriptor] = given;
  const method = descriptor?.value ?? value;
  function replacement(this: unknown, ...args: unknown[]) {
    return method.apply(this, args);
  }
  return descriptor ? { ...descriptor, value: replacement } : replacement;
}

test('that symbol is used, and stays as it is', async () => {
  const ours = Object.getOwnPropertyDescriptor(Symbol, 'metadata');
  const theirs = { value: Symbol('theirs'), writable: true, configurable: true, enumerable: false };
  Object.defineProperty(Symbol, 'metadata', theirs);
  vi.resetModules();
  onTestFinished(() => {
    if (ours === undefined) Reflect.deleteProperty(Symbol, 'metadata');
    else Object.defineProperty(Symbol, 'metadata', ours);
    vi.resetModules();
  });
  const { AbortOn, attemptsOf, constant, explain, RetryOn, thrown } = await import('holdfast');

  class Base {
    @Foreign
    @AbortOn(thrown(RangeError))
    get(error: Error): Promise<never> {
      return Promise.reject(error);
    }
  }
  @RetryOn(thrown(Error), { maxRetries: 2, backoff: constant(0) })
  class Heir extends Base {}

  const attempts = async (error: Error) =>
    attemptsOf(await new Heir().get(error).catch((e: unknown) => e)).length;
  expect(await attempts(new Error('no'))).toBe(3);
  expect(await attempts(new RangeError('no'))).toBe(1);
  expect(explain(Base, 'get').methods.map(({ name }) => name)).toEqual(['Base.get']);
  expect(Object.getOwnPropertyDescriptor(Symbol, 'metadata')).toEqual(theirs);
});
