import type { Fn } from '../attempt/guarded.js';
import { type Attempt, AttemptScope, currentScope, runIn } from '../attempt.js';
import { shared } from '../basics/shared.js';
import { unexpected } from '../errors.js';
import { checkKeys } from '../options.js';
import { checkSignal, followSignal } from '../scope/follow-signal.js';
import { Scope } from '../scope.js';
import { execute, Plan } from './engine/plan.js';
import { planOf, type Recipe } from './recipe.js';
import { type ResilienceOptions, type RetryPolicyClass, recipeOf } from './resilience-options.js';
import type { RetryPolicy } from './retry-policy.js';

export interface CallOptions {
  /** Ends the call at once, waits included, with the signal's own reason. */
  readonly signal?: AbortSignal | undefined;
}

/** A policy to use without decorators. It keeps no state of any call and may be shared. */
export interface Resilience {
  /** Runs `fn` under the policy; `fn` gets the attempt. */
  call<T>(fn: (attempt: Attempt) => T | PromiseLike<T>, options?: CallOptions): Promise<T>;
  /** The same function, under the policy at each call. */
  wrap<This, Args extends readonly unknown[], T>(
    fn: (this: This, ...args: Args) => T | PromiseLike<T>,
  ): (this: This, ...args: Args) => Promise<T>;
}

/**
 * The policies of the decorators for plain functions.
 *
 * @throws ConfigError for unknown or impossible options
 * @example
 * const careful = resilient({ maxRetries: 5, timeout: '2s' });
 * const item = await careful.call(({ signal }) => fetch(url, { signal }));
 */
export function resilient(options: ResilienceOptions | RetryPolicy | RetryPolicyClass = {}): Resilience {
  const recipe = recipeOf(options, 'resilient');
  const plan = planOf(recipe, 'resilient');
  const given = new Plan(plan, { run: handOver });
  const policy: Resilience = {
    call(fn, options) {
      const signal = options === undefined ? undefined : signalIn(options);
      const first = new AttemptScope(given, checked(fn), undefined, NOTHING, currentScope());
      if (signal !== undefined) followSignal(first.call, signal);
      return execute(plan, first) as never;
    },
    wrap(fn) {
      checked(fn);
      const { name, length } = fn;
      const wrapped: ReturnType<Resilience['wrap']> = function (...args) {
        return execute(plan, new AttemptScope(plan, fn, this, args, currentScope()));
      };
      return Object.defineProperties(wrapped, {
        name: { value: name, configurable: true },
        length: { value: length, configurable: true },
      }) as never;
    },
  };
  recipes.set(policy, recipe);
  return policy;
}

const recipes = shared('resilience@1', () => new WeakMap<object, Recipe>());

/** The recipe of what `resilient` returned; for `explain`. */
export const recipeBehind = (policy: unknown): Recipe | undefined => recipes.get(policy as object);

const NOTHING: readonly unknown[] = Object.freeze([]);

/** The function gets the attempt. */
const handOver = (fn: Fn, attempt: Attempt): unknown => fn(attempt as never);

function checked<F>(fn: F, by = 'resilient'): F {
  if (typeof fn !== 'function') throw unexpected(by, 'a function', fn);
  return fn;
}

/** The caller's signal, if there is one. */
function signalIn(options: CallOptions): AbortSignal | undefined {
  checkKeys(options, ['signal'], 'resilient');
  const { signal } = options;
  // What every object has is not the caller's.
  if (signal === undefined || signal === null || signal === ({} as CallOptions).signal) return undefined;
  checkSignal(signal, "resilient: option 'signal'");
  return signal;
}

/**
 * Runs `fn`; when `signal` aborts, the guarded calls and requests of the shared client in it end at once, waits
 * included, and reject with the signal's own reason.
 *
 * @example
 * await withSignal(request.signal, () => api.getItem('7'));
 */
export async function withSignal<T>(signal: AbortSignal, fn: () => T | PromiseLike<T>): Promise<T> {
  checkSignal(signal, 'withSignal');
  checked(fn, 'withSignal');
  const scope = new Scope(currentScope());
  followSignal(scope, signal);
  try {
    if (scope.aborted) throw scope.reason;
    return await scope.guard(Promise.resolve(runIn(scope, fn, undefined as never)));
  } finally {
    scope.close();
  }
}
