/** Attempts and calls that nobody runs. */
import { AttemptScope, Call } from '../../src/attempt.js';
import type { Scope } from '../../src/scope.js';

const fn = (): void => {};
const what = { method: 'Api.get' };

/** The first attempt of a call of `Api.get` inside `parent`. */
export const newAttempt = (parent?: Scope): AttemptScope => new AttemptScope(what, fn, undefined, [], parent);

export const newCall = (parent?: Scope, self?: unknown): Call => new Call(what, fn, self, [7], parent);
