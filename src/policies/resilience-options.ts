import { bare } from '../basics/bare.js';
import type { Duration } from '../duration.js';
import { ConfigError, unexpected } from '../errors.js';
import { checkKeys, listed } from '../options.js';
import { type Acceptable, accepts } from '../predicates/index.js';
import { type IdempotentOptions, idempotencyOf } from './idempotent.js';
import { type ReauthenticateOptions, reauthenticationOf } from './reauthenticate/reauthenticate.js';
import type { Recipe } from './recipe.js';
import { RETRY_OPTIONS, type RetryOptions, RetryPolicy, rulebookOf } from './retry-policy.js';
import { limitsOf, type TimeoutOptions } from './timeout.js';

/** A subclass of `RetryPolicy` that can be made without arguments. */
export type RetryPolicyClass = new () => RetryPolicy;

/**
 * What `@Resilient` and `resilient` take: the options of all decorators in one object. Retries are on if any option of
 * `@Retry` is there, or none at all.
 */
export interface ResilienceOptions extends RetryOptions {
  /** A policy, its class, or options of `@Retry`; `false` for no retries. Not beside those options themselves. */
  readonly retry?: RetryPolicy | RetryPolicyClass | RetryOptions | false | undefined;
  /** As `@Timeout`: a bare duration limits each attempt. Default: no limit. */
  readonly timeout?: Duration | TimeoutOptions | undefined;
  /** As `@Accept`; of a list, all have to be satisfied. Default: whatever the status allows. */
  readonly accept?: Acceptable | readonly Acceptable[] | undefined;
  /** As `@Idempotent`; `true` for its defaults. Default false. */
  readonly idempotent?: boolean | IdempotentOptions | undefined;
  /** As `@Reauthenticate`. Default: no logins. */
  readonly reauthenticate?: ReauthenticateOptions | undefined;
}

const OWN_OPTIONS = ['retry', 'timeout', 'accept', 'idempotent', 'reauthenticate'] as const;

/** Reads one object of options into a recipe. */
export function recipeOf(options: ResilienceOptions | RetryPolicy | RetryPolicyClass, where: string): Recipe {
  if (options instanceof RetryPolicy || typeof options === 'function')
    return { retry: policyOf(options, where) };
  checkKeys(options, [...RETRY_OPTIONS, ...OWN_OPTIONS], where);
  const { retry, timeout, accept, idempotent, reauthenticate, ...inline } = bare(options);
  const recipe: { -readonly [K in keyof Recipe]: Recipe[K] } = {};
  const policy = chosen(retry, inline, Object.keys(options).length === 0, where);
  if (policy !== undefined) recipe.retry = policy;
  if (timeout !== undefined) recipe.timeout = limitsOf(timeout, `${where}: option 'timeout'`);
  if (accept !== undefined)
    recipe.accept = listed(accept).map((each) => accepts(each, `${where}: option 'accept'`));
  if (idempotent !== undefined && idempotent !== false) {
    const options = idempotent === true ? {} : idempotent;
    recipe.idempotent = idempotencyOf(options, `${where}: option 'idempotent'`);
  }
  if (reauthenticate !== undefined)
    recipe.reauthenticate = reauthenticationOf(reauthenticate, `${where}: option 'reauthenticate'`);
  return recipe;
}

function chosen(
  retry: ResilienceOptions['retry'],
  inline: RetryOptions,
  empty: boolean,
  where: string,
): RetryPolicy | undefined {
  const [first] = Object.keys(inline);
  if (retry !== undefined && first !== undefined) {
    throw new ConfigError(`${where}: option '${first}' stands beside 'retry'; put it into one of them`);
  }
  if (retry === false || (retry === undefined && first === undefined && !empty)) return undefined;
  return retry === undefined ? policyOf(inline, where) : policyOf(retry, `${where}: option 'retry'`);
}

/** A policy from itself, its class, or options; checked at once. */
export function policyOf(source: RetryPolicy | RetryPolicyClass | RetryOptions, where: string): RetryPolicy {
  const policy = made(source, where);
  rulebookOf(policy, where);
  return policy;
}

function made(source: RetryPolicy | RetryPolicyClass | RetryOptions, where: string): RetryPolicy {
  if (source instanceof RetryPolicy) return source;
  if (typeof source !== 'function') return new RetryPolicy(source, where);
  if (!isPolicyClass(source)) throw unexpected(where, 'a subclass of RetryPolicy', source);
  return new source();
}

export const isPolicyClass = (value: unknown): value is RetryPolicyClass =>
  typeof value === 'function' && value.prototype instanceof RetryPolicy;
