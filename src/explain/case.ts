import { nameIn } from '../basics/named.js';
import type { Setting } from '../configure/state.js';
import type { Rulebook } from '../policies/decision/rulebook.js';
import type { Recipe, Tuning } from '../policies/recipe.js';
import { baseOf, RetryPolicy, states } from '../policies/retry-policy.js';
import type { Limits } from '../policies/timeout.js';

/** A guarded method, and its rules; undefined where the policy is chosen per call. */
interface Callee {
  readonly name: string;
  readonly book: Rulebook | undefined;
}

/** All that is known about one method, or one policy without a method. */
export interface Case {
  readonly name: string;
  readonly enabled: boolean;
  readonly recipe: Recipe;
  readonly limits: Limits;
  /** Undefined where the policy is chosen per call. */
  readonly book: Rulebook | undefined;
  readonly configured: ReadonlyMap<string, Setting>;
  /** Who wrote an ingredient. */
  source(kind: keyof Recipe): string;
  /** The method's own source text, if there is a method. */
  readonly text: string;
  /** The guarded methods of the same object that this one calls, by its source text. */
  readonly calls: readonly Callee[];
  readonly remarks: readonly string[];
}

/** Who stated a limit of time. */
export const sourceOfLimit = ({ configured, source }: Case, limit: string): string =>
  configuredAs(configured.get(`timeout.${limit}`)) ?? source('timeout');

/** Who stated a number of the retries. */
export function sourceOfNumber({ configured, recipe, source }: Case, number: keyof Tuning): string {
  const override = configuredAs(configured.get(`retry.${number}`));
  if (override !== undefined) return override;
  if (number === 'backoff' && recipe.backoff !== undefined) return source('backoff');
  const { retry } = recipe;
  if (typeof retry === 'function') return source('retry');
  const isDefault = (policy: RetryPolicy): boolean =>
    !states(policy, number) && policy[number] === new RetryPolicy()[number];
  if (retry === undefined || isDefault(retry)) return 'default';
  return Object.getPrototypeOf(retry) === baseOf(retry)
    ? source('retry')
    : `class ${nameIn(retry.constructor)}`;
}

const configuredAs = (setting: Setting | undefined): string | undefined =>
  setting && `configure('${setting.from}')`;
