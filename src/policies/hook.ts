import { ConfigError, show } from '../errors.js';
import { type Hook, named } from './rulebook.js';

/**
 * A hook that was given as a function or as the name of a method.
 *
 * @param by who stated it, for messages: `@BeforeRetry`
 * @param target the object that has to have the method, where it is known
 * @throws ConfigError if it has not
 */
export function hookOf(hook: Hook | string, by: string, where: string, target: object | undefined): Hook {
  if (typeof hook === 'function') return named(`${by} ${hook.name || 'a function'}`, hook);
  const methods = target as Record<string, unknown> | undefined;
  if (methods !== undefined && typeof methods[hook] !== 'function') {
    throw new ConfigError(`${by} on ${where}: there is no method ${show(hook)}`);
  }
  return named(`${by} ${hook}`, (attempt) => (attempt.self as Record<string, Hook>)[hook]?.(attempt));
}
