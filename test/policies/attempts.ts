/** Attempts and calls that nobody runs. */
import { AttemptScope, Call } from '../../src/attempt.js';
import type { AttemptRecord } from '../../src/record.js';
import type { Scope } from '../../src/scope.js';

const fn = (): void => {};

/** The first attempt of a call of `Api.get` inside `parent`. */
export const newAttempt = (parent?: Scope): AttemptScope =>
  new AttemptScope({ method: 'Api.get', fn, self: undefined, args: [] }, 1, parent);

export const newCall = (parent?: Scope, self?: unknown): Call =>
  new Call({ method: 'Api.get', fn, self, args: [7] }, parent);

/** An attempt of the call has ended before. */
export const write = (call: Call, line: AttemptRecord): void => void call.records.push(line);
