import type { Attempt } from '../../attempt.js';
import { nameIn, withName } from '../../basics/named.js';
import { show } from '../../basics/show.js';
import { ConfigError, unexpected } from '../../errors.js';

/** Something to do before a retry. It is awaited; its failure ends the call with that failure. */
export type Hook = (attempt: Attempt) => unknown;

/** The same hook, under the name that messages give it. */
export const namedHook = (name: string, hook: Hook): Hook =>
  withName(name, (attempt: Attempt) => hook(attempt));

/** Refuses what cannot be one: neither a function nor the name of a method. */
export function checkHook(hook: unknown, where: string): void {
  if (typeof hook !== 'function' && (typeof hook !== 'string' || hook === ''))
    throw unexpected(where, 'a function or the name of a method', hook);
}

/**
 * A hook that was given as a function or as the name of a method.
 *
 * @param by who stated it, for messages: `@BeforeRetry`
 * @param target the object that has to have the method, where it is known; else the one of the call has to
 * @throws ConfigError if it has not
 */
export function hookOf(hook: Hook | string, by: string, where: string, target: object | undefined): Hook {
  if (typeof hook === 'function') return namedHook(`${by} ${nameIn(hook, 'a function')}`, hook);
  const methodOf = (object: unknown): Hook => {
    const method = (object as Record<string, unknown> | undefined)?.[hook];
    if (typeof method === 'function') return method as Hook;
    throw new ConfigError(`${by} on ${where}: there is no method ${show(hook)}`);
  };
  if (target !== undefined) methodOf(target);
  return namedHook(`${by} ${hook}`, (attempt) => methodOf(attempt.self).call(attempt.self, attempt));
}
