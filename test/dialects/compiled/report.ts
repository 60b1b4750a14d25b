/** What the compiled programs share: a foreign decorator, methods that fail, and a report on standard output. */
import { setTimeout as wait } from 'node:timers/promises';
import { constant, RetryOn, thrown } from 'holdfast';

let calls = 0;
let passed = 0;

/** Three calls, if nothing is wrong: nine, where two policies are at work instead of one. */
export const again = RetryOn(thrown(Error), { maxRetries: 2, backoff: constant(0) });

/** A decorator of somebody else's, in either dialect: replaces the method. */
export function Foreign(...given: any[]): any {
  const [value, , descriptor] = given;
  const method = descriptor?.value ?? value;
  const replacement = function (this: unknown, ...args: unknown[]) {
    passed += 1;
    return method.apply(this, args);
  };
  return descriptor ? { ...descriptor, value: replacement } : replacement;
}

export async function fail(): Promise<void> {
  calls += 1;
  throw new Error('no');
}

/** Takes far longer than `@Timeout(10)` allows. */
export async function dawdle(): Promise<void> {
  calls += 1;
  await wait(5_000, undefined, { ref: false });
}

/** How a call ended, how often the method ran, and how often the call came through a foreign decorator. */
export async function ending(call: () => Promise<unknown>): Promise<string> {
  calls = 0;
  passed = 0;
  const end = await call().then(
    () => 'returned',
    (error) => error.name,
  );
  return `${end}, calls ${calls}, passed ${passed}`;
}

export function print(report: Readonly<Record<string, unknown>>): void {
  console.log(JSON.stringify(report));
}
