import { bare } from '../basics/bare.js';
import { show } from '../basics/show.js';
import { ConfigError } from '../errors.js';
import { checkKeys, flag } from '../options.js';
import { isEnvironment, overridesFromEnv } from './environment.js';
import { checkName } from './names.js';
import type { Overrides } from './options.js';
import { overridden } from './overrides.js';
import { entries, read } from './read.js';
import { configuration, type Settings } from './state.js';

export type { BackoffInWords, Overrides, PolicyOverrides, RetryOverrides } from './options.js';
export { overridesFromEnv };

type Source = Overrides | string | NodeJS.ProcessEnv;

export interface ConfigureOptions {
  /** Allows names of classes that are not loaded yet; a typo in a name then passes unseen. Default false. */
  readonly pending?: boolean | undefined;
}

/**
 * Changes the policies of decorated methods by name, at run time: `'TodoApi.getItem'`, `'TodoApi'` with the classes that
 * extend it, `'*'` for all. The more specific name wins, option by option, and all win over decorators. Calls that are
 * under way keep their policy; the next one has the new.
 *
 * All is checked before any of it takes effect, so after an error everything is as it was. Each call replaces what the
 * one before said: `configure({})` ends all overrides.
 *
 * @param overrides an object, JSON text, `process.env` or a copy of it, or a list of these, of which a later one wins
 * @returns a function that brings back what was there before, unless somebody has configured anew since
 * @throws ConfigError for a name that no guarded class or method has, and for an unknown or impossible option
 * @example
 * class TodoApi {
 *   @Retry()
 *   getItem(id: string) { return this.http.get(`/items/${id}`); }
 * }
 * const undo = configure({ 'TodoApi.getItem': { maxRetries: 5, timeout: { total: '10s' } }, '*': { maxHint: '30s' } });
 * undo();
 */
export function configure(overrides: Source | readonly Source[], options: ConfigureOptions = {}): () => void {
  checkKeys(options, ['pending'], 'configure');
  const { pending = false } = bare(options);
  flag(pending, "configure: option 'pending'");
  const before = { ...configuration };
  const next = readAll(Array.isArray(overrides) ? overrides : [overrides]);
  if (!pending) for (const name of next.byName.keys()) checkName(name);
  const generation = change(next);
  return () => {
    if (configuration.generation === generation) change(before);
  };
}

interface Read {
  readonly enabled: boolean;
  readonly byName: ReadonlyMap<string, Settings>;
}

function change({ enabled, byName }: Read): number {
  const generation = configuration.generation + 1;
  Object.assign(configuration, { enabled, byName, generation, overridden });
  return configuration.generation;
}

function readAll(sources: readonly unknown[]): Read {
  const byName = new Map<string, Settings>();
  let enabled = true;
  for (const source of sources) {
    for (const [name, value] of entries(overridesIn(source), 'configure')) {
      if (value === undefined) continue;
      if (name === 'enabled') enabled = flag(value, "configure: option 'enabled'");
      else byName.set(name, { ...byName.get(name), ...read(value, `configure: '${name}'`) });
    }
  }
  return { enabled, byName };
}

function overridesIn(source: unknown): unknown {
  if (isEnvironment(source)) return overridesFromEnv(source);
  return typeof source === 'string' ? parsed(source) : source;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new ConfigError(`configure: expected JSON, got ${show(text)}`, { cause });
  }
}
