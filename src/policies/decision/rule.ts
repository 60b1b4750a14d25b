import { type Backoff, checkBackoff } from '../../backoff/index.js';
import { bare } from '../../basics/bare.js';
import { checkKeys, wholeNumber } from '../../options.js';
import { callable, type Predicate } from '../../predicates/index.js';

/** Retries what `when` matches; with its own counter and its own delays where it has them. */
export interface Rule {
  readonly when: Predicate;
  readonly maxRetries?: number | undefined;
  readonly backoff?: Backoff | undefined;
  /** Who stated it, for messages: `@RetryOn`. */
  readonly by?: string | undefined;
  /** Ends the call in place of a retry: with the error, or with the response as its value. */
  readonly ends?: 'throw' | 'return' | undefined;
  /** Shared by rules whose retries are bounded together, besides each by itself. */
  readonly sum?: { readonly maxRetries: number } | undefined;
}

export interface RuleOptions {
  /** Retries that this rule may cause, counted apart from others; `Infinity` for no limit. */
  readonly maxRetries?: number | undefined;
  /** The delays of this rule's retries. */
  readonly backoff?: Backoff | undefined;
}

/**
 * A rule for `RetryPolicy.rules`: what `when` matches is tried again, for every HTTP method.
 *
 * @throws ConfigError for a predicate that is none, and for unknown or impossible options
 * @example
 * rule(status(429), { maxRetries: Infinity, backoff: exponential({ initial: '3s' }) })
 */
export const rule = (when: Predicate, options: RuleOptions = {}): Rule => makeRule(when, options, 'rule');

export function makeRule(when: Predicate, options: RuleOptions, where: string, by = where): Rule {
  callable(where, 'a predicate', when);
  checkKeys(options, ['maxRetries', 'backoff'], where);
  const { maxRetries, backoff } = bare(options);
  if (maxRetries !== undefined) wholeNumber(maxRetries, `${where}: option 'maxRetries'`);
  if (backoff !== undefined) checkBackoff(backoff, `${where}: option 'backoff'`);
  return Object.freeze({ when, maxRetries, backoff, by, ends: undefined, sum: undefined });
}
