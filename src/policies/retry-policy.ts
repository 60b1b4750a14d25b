import type { Attempt } from '../attempt.js';
import { type Backoff, checkBackoff, defaultBackoff } from '../backoff/index.js';
import { bare } from '../basics/bare.js';
import { nameIn } from '../basics/named.js';
import { isObject } from '../basics/objects.js';
import { recognise } from '../basics/recognise.js';
import { shared } from '../basics/shared.js';
import { random } from '../clock.js';
import { type Duration, milliseconds } from '../duration.js';
import { unexpected } from '../errors.js';
import { checkKeys, listed, optionalFunction, wholeNumber } from '../options.js';
import type { Outcome } from '../outcome.js';
import { callable, type Predicate } from '../predicates/index.js';
import { type Hook, namedHook } from './asking/hook.js';
import { CallState } from './decision/decision.js';
import { makeRule, type Rule, type RuleOptions } from './decision/rule.js';
import { exhaustion, type Rulebook } from './decision/rulebook.js';
import { careful, isTransient } from './safety/careful.js';

/** What `@Retry({ ... })` and `new RetryPolicy({ ... })` take. */
export interface RetryOptions {
  /** Retries after the first attempt: `3` means 4 calls at most. Default 3; `Infinity` for no limit. */
  readonly maxRetries?: number | undefined;
  /** No retry begins later than this after the call. Default `Infinity`: no limit. */
  readonly maxDuration?: Duration | undefined;
  /** Default: full jitter over 100 ms, 200 ms, 400 ms and so on, up to 20 s. */
  readonly backoff?: Backoff | undefined;
  /** Retried besides what the careful default retries, for every HTTP method. Default: nothing. */
  readonly retryOn?: Predicate | readonly Predicate[] | undefined;
  /** What `rule` made: retried for every HTTP method, with a counter and delays of its own where it has them. Default: none. */
  readonly rules?: readonly Rule[] | undefined;
  /** Never retried, whatever else says so. Default: nothing. */
  readonly abortOn?: Predicate | readonly Predicate[] | undefined;
  /** Awaited before each retry, after the wait. Its failure ends the call with that failure. Default: nothing. */
  readonly beforeRetry?: Hook | undefined;
  /** What becomes of a refused response when the retries are used up. Default `'throw'`. */
  readonly onExhausted?: 'throw' | 'return' | undefined;
  /** The longest wait that a server may ask for. Default one minute. */
  readonly maxHint?: Duration | undefined;
}

const RULES = 'a list of rule(...)';

const areRules = (value: unknown): value is readonly Rule[] =>
  Array.isArray(value) && value.every((each: Partial<Rule> | null) => typeof each?.when === 'function');

/** A property initialised with `'10s'` in a subclass is a `string` to the compiler; its value is checked all the same. */
type Stated<T> = T | (string & {});

export const RETRY_OPTIONS = [
  'maxRetries',
  'maxDuration',
  'backoff',
  'retryOn',
  'rules',
  'abortOn',
  'beforeRetry',
  'onExhausted',
  'maxHint',
] as const;

/**
 * When to try again, how often, and after which wait: the careful default, to be subclassed where an API needs
 * something else. One overridden thing is enough. An instance is shared by all calls and keeps no state of any.
 *
 * @throws ConfigError from the constructor for unknown or impossible options
 * @example
 * class RetryOnServerError extends RetryPolicy {
 *   maxRetries = 5;
 *   isValid(o: Outcome) { return o.status !== undefined && o.status < 500; }
 * }
 */
export class RetryPolicy {
  // As the options of the same names, `rules` with those of `retryOn` among them.
  maxRetries: number;
  maxDuration: Stated<Duration> | undefined;
  backoff: Backoff;
  rules: readonly Rule[];
  abortOn: readonly Predicate[];
  onExhausted: Stated<'throw' | 'return'>;
  maxHint: Stated<Duration>;

  /** @param where names the options in errors; a decorator gives its own name. */
  constructor(given: RetryOptions = {}, where: string = nameIn(new.target)) {
    checkKeys(given, RETRY_OPTIONS, where);
    const options = bare(given);
    stated.set(this, options);
    const { maxRetries = 3, backoff = defaultBackoff, onExhausted = 'throw', maxHint = '1m' } = options;
    const { rules = [], beforeRetry } = options;
    if (!areRules(rules)) throw unexpected(`${where}: option 'rules'`, RULES, rules);
    this.maxRetries = maxRetries;
    this.maxDuration = options.maxDuration;
    this.backoff = backoff;
    this.rules = [
      ...rules,
      ...listed(options.retryOn).map((predicate) =>
        makeRule(predicate, {}, `${where}: option 'retryOn'`, 'retryOn'),
      ),
    ];
    this.abortOn = listed(options.abortOn);
    this.onExhausted = onExhausted;
    this.maxHint = maxHint;
    if (beforeRetry !== undefined) this.beforeRetry = beforeRetry as typeof this.beforeRetry;
    // What a subclass states as its properties comes only after this.
    if (new.target === RetryPolicy) layOut(this, where);
  }

  /**
   * Whether what came back is good. Asked of every response, also of one that the client threw for its status; not of
   * an attempt that broke down. What is not valid is retried where that is safe.
   */
  isValid(outcome: Outcome): boolean | Promise<boolean> {
    return outcome.ok && !isTransient(outcome.status);
  }

  /** Whether an attempt that failed is worth another: the careful default's table. */
  shouldRetry(outcome: Outcome, attempt: Attempt): boolean | Promise<boolean> {
    return careful(outcome, attempt);
  }

  /** Milliseconds to wait before the next attempt. Overridden, it also replaces the server's hints. */
  delay(_outcome: Outcome, attempt: Attempt): number {
    return this.backoff(attempt.number, attempt.history.at(-1)?.delay, random);
  }

  /** Awaited before each retry, after the wait; gets the attempt that is about to begin. */
  beforeRetry(_attempt: Attempt): void | Promise<void> {}

  /** Begins the decisions of one call: `start().next(outcome, now)`. `at` is its start on the same clock as `now`. */
  start(at = 0): CallState {
    return new CallState(rulebookOf(this, nameIn(this.constructor)), at);
  }
}

const stated = shared('stated@1', () => new WeakMap<RetryPolicy, RetryOptions>());

/** Whether an option was given to a policy, and is no default; for `explain`. */
export const states = (policy: RetryPolicy, option: keyof RetryOptions): boolean =>
  stated.get(policy)?.[option] !== undefined;

const overrides = <K extends 'isValid' | 'delay' | 'beforeRetry'>(policy: RetryPolicy, key: K): boolean =>
  policy[key] !== RetryPolicy.prototype[key];

const hookOf = (policy: RetryPolicy): Hook =>
  namedHook(`${nameIn(policy.constructor)}.beforeRetry`, (attempt) => policy.beforeRetry(attempt));

// Each copy of the package lays out its own policies, for it alone knows what a subclass of its class has overridden.
const LAY_OUT = Symbol.for('holdfast.policy@1');
Object.defineProperty(RetryPolicy.prototype, LAY_OUT, {
  value(this: RetryPolicy, where: string): Rulebook {
    return layOut(this, where);
  },
});

recognise(RetryPolicy, (it) => isObject(it) && LAY_OUT in it);

/** The `RetryPolicy.prototype` of the copy of the package that a policy comes from. */
export function baseOf(policy: RetryPolicy): object {
  let at: object = policy;
  while (!Object.hasOwn(at, LAY_OUT)) at = Object.getPrototypeOf(at);
  return at;
}

/** Whether the careful default alone says what is worth another attempt; for `explain`. */
export const judgesCarefully = (policy: RetryPolicy): boolean =>
  policy.shouldRetry === (baseOf(policy) as RetryPolicy).shouldRetry;

/** A policy, checked and laid out for the engine. `where` names it in the errors. */
export const rulebookOf = (policy: RetryPolicy, where: string): Rulebook =>
  (policy as object as { [LAY_OUT](where: string): Rulebook })[LAY_OUT](where);

function layOut(policy: RetryPolicy, where: string): Rulebook {
  const option = (name: string): string => `${where}: option '${name}'`;
  const { maxRetries, maxDuration, backoff, rules, abortOn, onExhausted, maxHint } = policy;
  checkBackoff(backoff, option('backoff'));
  if (!areRules(rules)) {
    throw unexpected(option('rules'), RULES, rules);
  }
  const questions = listed(abortOn).map((when) => ({ when, by: 'abortOn' }));
  for (const { when } of questions) callable(option('abortOn'), 'a predicate', when);
  optionalFunction(policy.beforeRetry, option('beforeRetry'));
  return {
    maxRetries: wholeNumber(maxRetries, option('maxRetries')),
    maxDuration:
      maxDuration === undefined || maxDuration === Infinity
        ? Infinity
        : milliseconds(maxDuration, option('maxDuration')),
    backoff,
    rules: rules.map((given) => {
      const { when, by = 'rule', ends, sum, ...limits } = bare(given);
      return { ...makeRule(when, limits as RuleOptions, option('rules'), by), ends, sum };
    }),
    abortOn: questions,
    accept: [],
    isValid: overrides(policy, 'isValid') ? (outcome) => policy.isValid(outcome) : undefined,
    shouldRetry: (outcome, attempt) => policy.shouldRetry(outcome, attempt),
    delay: overrides(policy, 'delay') ? (outcome, attempt) => policy.delay(outcome, attempt) : undefined,
    maxHint: milliseconds(maxHint, option('maxHint')),
    beforeRetry: overrides(policy, 'beforeRetry') ? [hookOf(policy)] : [],
    onExhausted: exhaustion(onExhausted, option('onExhausted')),
    logIn: undefined,
    cooldowns: undefined,
  };
}
