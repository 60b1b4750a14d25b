import { bare } from '../basics/bare.js';
import { idleIn, type Recipe, retries, type Tuning } from '../policies/recipe.js';
import type { Limits } from '../policies/timeout.js';
import { configuration, type Setting, settingsFor } from './state.js';

/** The ingredients that go with each strategy that can be switched off. */
const INGREDIENTS: Readonly<Record<string, readonly (keyof Recipe)[]>> = {
  retry: ['retry', 'retryOn', 'abortOn', 'backoff', 'beforeRetry'],
  timeout: ['timeout'],
  accept: ['accept'],
  idempotent: ['idempotent'],
  reauthenticate: ['reauthenticate'],
};

/** The recipe of a method as `configure` changes it. */
export function overridden(recipe: Recipe, place: object | undefined, key: string | symbol): Recipe {
  if (!configuration.enabled) return {};
  const settings = settingsFor(place, key);
  if (settings.get('enabled')?.value === false) return {};
  const result: { -readonly [K in keyof Recipe]: Recipe[K] } = bare(recipe);
  for (const [strategy, kinds] of Object.entries(INGREDIENTS)) {
    if (settings.get(`${strategy}.enabled`)?.value === false) for (const kind of kinds) delete result[kind];
  }
  // What had something to do before has nothing now, which is no mistake of its author's.
  const idle = idleIn(recipe);
  for (const kind of idleIn(result)) if (!idle.includes(kind)) delete result[kind];
  if (settings.get('timeout.enabled')?.value !== false)
    result.timeout = { ...result.timeout, ...(under(settings, 'timeout') as Limits) };
  // A number for retries is no reason to begin with them.
  if (retries(result)) result.tuning = under(settings, 'retry') as Tuning;
  return result;
}

/** The settings of one strategy by their own names. */
function under(settings: ReadonlyMap<string, Setting>, strategy: string): Record<string, never> {
  const found: Record<string, unknown> = {};
  for (const [path, { value }] of settings) {
    const [of, option] = path.split('.') as [string, string];
    if (of === strategy && option !== 'enabled') found[option] = value;
  }
  return found as Record<string, never>;
}
