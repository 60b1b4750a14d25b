import type { Idempotency } from '../attempt.js';
import type { Backoff } from '../backoff/index.js';
import { bare } from '../basics/bare.js';
import { isObject } from '../basics/objects.js';
import { isPromise } from '../basics/promise.js';
import { show } from '../basics/show.js';
import { ConfigError, unexpected } from '../errors.js';
import type { Predicate } from '../predicates/index.js';
import { type Hook, hookOf } from './asking/hook.js';
import { cooldownsIn } from './decision/cooldowns.js';
import type { Rule } from './decision/rule.js';
import type { Rulebook } from './decision/rulebook.js';
import { Course } from './engine/course.js';
import type { Strategies } from './engine/pipeline.js';
import { Plan } from './engine/plan.js';
import type { Reauthentication } from './reauthenticate/reauthenticate.js';
import { type RetryOptions, RetryPolicy, rulebookOf } from './retry-policy.js';
import { attemptTimeout, type Limits, totalTimeout } from './timeout.js';

/** Chooses the policy per call, from the object on which the method is called. */
type PolicyChooser = (self: never) => RetryPolicy | RetryOptions;

/** Numbers that take the place of those of the policy, whatever it says. */
export type Tuning = Partial<
  Pick<Rulebook, 'maxRetries' | 'maxDuration' | 'maxHint' | 'onExhausted' | 'backoff'>
>;

/** The ingredients of one policy, by kind: what decorators collect and options list. Order does not matter. */
export interface Recipe {
  readonly retry?: RetryPolicy | PolicyChooser;
  readonly retryOn?: readonly Rule[];
  readonly abortOn?: readonly Predicate[];
  readonly accept?: readonly Predicate[];
  readonly timeout?: Limits;
  readonly backoff?: Backoff;
  readonly beforeRetry?: readonly (Hook | string)[];
  readonly idempotent?: Idempotency;
  readonly reauthenticate?: Reauthentication;
  readonly tuning?: Tuning;
}

/**
 * Makes the plan of a recipe. The order of the strategies is fixed, whatever that of the ingredients.
 *
 * @param where the method's name, for errors
 * @param target the object whose methods a hook may name
 * @param naming how its calls know the method
 * @throws ConfigError if the ingredients do not fit together
 */
export function planOf(
  given: Recipe,
  where: string,
  target?: object,
  naming?: Pick<Plan, 'method' | 'owner'>,
): Plan {
  const recipe = bare(given);
  const { retry, idempotent, beforeRetry = [] } = recipe;
  const timeout = bare(recipe.timeout ?? {});
  const loggedIn = recipe.reauthenticate?.loggedIn(where, target);
  const strategies: Strategies = {
    total: timeout.total === undefined ? undefined : totalTimeout(timeout.total),
    loggedIn,
    attempt: timeout.attempt === undefined ? undefined : attemptTimeout(timeout.attempt),
  };
  const limits = timeout.connect === undefined && timeout.idle === undefined ? undefined : timeout;
  const hooks = beforeRetry.map((hook) => hookOf(hook, '@BeforeRetry', where, target));
  const courseBy = (base: Rulebook): Course => {
    const book = withExtras(base, recipe, hooks);
    return new Course({ ...book, logIn: loggedIn, cooldowns: cooldownsIn(book) }, strategies);
  };
  const course =
    typeof retry === 'function'
      ? chosenBy(retry, `@Retry on ${where}`, courseBy)
      : courseBy(retry === undefined ? onlyWhatIsNamed(recipe, where) : rulebookOf(retry, where));
  return new Plan({ course, idempotency: idempotent, limits }, naming);
}

/** The course for the object on which the method is called; the same for each choice that is made again. */
function chosenBy(
  choose: PolicyChooser,
  by: string,
  courseBy: (base: Rulebook) => Course,
): (self: unknown) => Course {
  const known = new WeakMap<object, Course>();
  const courseOf = (choice: RetryPolicy | RetryOptions): Course => {
    if (!isObject(choice) || isPromise(choice))
      throw unexpected(by, 'the function to give a policy or options', choice);
    const policy = choice instanceof RetryPolicy ? choice : new RetryPolicy(choice, by);
    const course = courseBy(rulebookOf(policy, by));
    known.set(choice, course);
    return course;
  };
  return (self) => {
    const choice = choose(self as never);
    return known.get(choice) ?? courseOf(choice);
  };
}

function withExtras(base: Rulebook, recipe: Recipe, hooks: readonly Hook[]): Rulebook {
  const { retryOn = [], abortOn = [], accept = [] } = recipe;
  const tuning = bare(recipe.tuning ?? {});
  const backoff = tuning.backoff ?? recipe.backoff;
  return {
    ...base,
    ...tuning,
    backoff: backoff ?? base.backoff,
    delay: backoff === undefined ? base.delay : undefined,
    rules: [...retryOn, ...base.rules],
    abortOn: [...abortOn.map((when) => ({ when, by: '@AbortOn' })), ...base.abortOn],
    accept: [...accept.map((when) => ({ when, by: '@Accept' })), ...base.accept],
    beforeRetry: [...base.beforeRetry, ...hooks],
  };
}

/** Whether anything is tried again under this recipe. */
export const retries = ({ retry, retryOn }: Recipe): boolean => retry !== undefined || retryOn !== undefined;

/** The ingredients that have nothing to do, for nothing is tried again. */
export function idleIn(recipe: Recipe): readonly ('backoff' | 'beforeRetry')[] {
  if (retries(recipe)) return [];
  // After a login there is a retry, but no wait.
  const kinds =
    recipe.reauthenticate === undefined ? (['backoff', 'beforeRetry'] as const) : (['backoff'] as const);
  return kinds.filter((kind) => recipe[kind] !== undefined);
}

/** Without `@Retry`, nothing is retried but what `@RetryOn` names, three times unless it says otherwise. */
function onlyWhatIsNamed(recipe: Recipe, where: string): Rulebook {
  const [idle] = idleIn(recipe);
  if (idle !== undefined) {
    const by = idle === 'backoff' ? '@Backoff' : '@BeforeRetry';
    throw new ConfigError(
      `${by} on ${where}: ${show(recipe[idle])} has nothing to do without @Retry or @RetryOn`,
    );
  }
  return { ...rulebookOf(new RetryPolicy(), where), shouldRetry: undefined };
}
