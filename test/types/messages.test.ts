/** Whoever puts a decorator on the wrong member is told why, at the line of that decorator. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type Dialect, tsc, workshop } from '../support/tsc.js';

const source = `
import { Backoff, Retry, RetryOn, Timeout } from 'holdfast';
export class Api {
  @Retry()
  async good<T>(value: T): Promise<T> { return value; }
  @Retry()
  sync(): number { return 1; }
  @Timeout('1s')
  nothing(): void {}
  @Retry()
  sometimes(): Promise<number> | number { return 1; }
  @Retry()
  async *pages() { yield 1; }
  @Retry({ maxRetry: 3 })
  async misspelt() {}
  @Timeout('2 sec')
  async noUnit() {}
  @RetryOn(500)
  async noPredicate() {}
  @Backoff(100)
  async noStrategy() {}
}
`.trim();

/** The line to which an error points, and the last and innermost of its explanations. */
function pointed(error: string, lines: readonly string[]): string {
  const line = Number(/\((\d+),\d+\): error/.exec(error)?.[1]);
  const explanation = error
    .split('\n')
    .at(-1)
    ?.replace(/^.*error TS\d+:/, '');
  return `${lines[line - 1]?.trim()} ${explanation?.trim()}`;
}

const noPromise = (type: string): string => `Type '${type}' is not assignable to type 'Promise<unknown>'.`;

test.each<Dialect>(['standard', 'legacy'])('messages of tsc in the %s dialect', async (dialect) => {
  const folder = workshop();
  const file = join(folder, 'api.ts');
  writeFileSync(file, source);
  const errors = await tsc(folder, dialect, [file]);
  const own = errors.filter((error) => error.includes('api.ts('));
  expect(own.map((error) => pointed(error, source.split('\n')))).toEqual([
    `@Retry() ${noPromise('number')}`,
    `@Timeout('1s') ${noPromise('void')}`,
    `@Retry() ${noPromise('number')}`,
    "@Retry() Type 'AsyncGenerator<number, void, unknown>' is missing the following properties from type 'Promise<unknown>': then, catch, [Symbol.toStringTag], finally",
    "@Retry({ maxRetry: 3 }) Object literal may only specify known properties, and 'maxRetry' does not exist in type 'RetryOptions | RetryPolicy | RetryPolicyClass'.",
    `@Timeout('2 sec') Argument of type '"2 sec"' is not assignable to parameter of type 'TimeoutOptions | Duration'.`,
    "@RetryOn(500) Argument of type 'number' is not assignable to parameter of type 'Predicate'.",
    "@Backoff(100) Argument of type 'number' is not assignable to parameter of type 'Backoff'.",
  ]);
});
