/**
 * A decorator of others may put a `Proxy` in the place of the class. What stood above it had no effect, for the instances
 * still say that their class is the one behind it.
 */
import { Backoff, constant, explain, Retry } from 'holdfast';
import { expect, test } from 'vitest';

// biome-ignore lint/complexity/noBannedTypes: any class will do
const proxied = <C extends Function>(target: C, _context: ClassDecoratorContext): C => new Proxy(target, {});

let runs = 0;

@Retry({ maxRetries: 2 })
@proxied
@Backoff(constant(1))
class Api {
  async get() {
    runs += 1;
    throw Object.assign(new Error('refused'), { code: 'ECONNREFUSED' });
  }

  static async find() {
    return new Api().get();
  }
}

class Derived extends Api {}

test.each([
  ['its method', () => new Api().get()],
  ['a class that extends it', () => new Derived().get()],
  ['its static method', () => Api.find()],
])('decorators above and below the proxy make one policy: %s', async (_what, call) => {
  runs = 0;
  await expect(call()).rejects.toThrow('refused');
  expect(runs).toBe(3);
});

@proxied
@Retry({ backoff: constant(1) })
class Below {
  static async count() {
    runs += 1;
    throw Object.assign(new Error('refused'), { code: 'ECONNREFUSED' });
  }
}

test('what stands below the proxy holds for static methods too', async () => {
  runs = 0;
  await expect(Below.count()).rejects.toThrow('refused');
  expect(runs).toBe(4);
});

test('explain knows where it comes from', () => {
  const [method] = explain(Derived, 'get').methods;
  expect(method?.worstCase).toMatchObject({ attempts: 3 });
  expect(String(explain(Derived))).toContain('@Retry on class Api');
});
