import { suggest } from '../basics/nearest.js';
import { isObject } from '../basics/objects.js';
import { ConfigError, unexpected } from '../errors.js';
import { hasOptions } from '../options.js';
import type { Overrides } from './options.js';
import { SHORT, STRATEGIES } from './read.js';

const PREFIX = 'HOLDFAST_';

/**
 * The overrides that environment variables tell, for `configure`:
 *
 * - `HOLDFAST_TodoApi_getItem_maxRetries=0`, `HOLDFAST_TodoApi_getItem_timeout_total=5s`: of a method
 * - `HOLDFAST_TodoApi_retry_enabled=false`, `HOLDFAST_TodoApi_retry=false`: of a class
 * - `HOLDFAST_maxHint=10s`: of all (`'*'`)
 * - `HOLDFAST_enabled=false`: holdfast off
 *
 * The first part is the class; in the name of a method `_` is allowed. Values are read as JSON where they are JSON.
 *
 * @throws ConfigError for a variable with the prefix that ends with no known option
 * @example
 * const undo = configure(overridesFromEnv(process.env));
 * undo();
 */
export function overridesFromEnv(env: Readonly<Record<string, string | undefined>>): Overrides {
  if (!hasOptions(env)) throw unexpected('overridesFromEnv', 'an object such as process.env', env);
  const overrides: Record<string, unknown> = {};
  for (const [variable, text] of Object.entries(env)) {
    if (!variable.startsWith(PREFIX) || text === undefined) continue;
    const { name, path } = parse(variable);
    const value = typed(text);
    if (name === '*' && path[0] === 'enabled') overrides.enabled = value;
    else put(overrides, [name, ...path], value, variable);
  }
  return overrides as Overrides;
}

/** Whether these are the variables of the environment, or a copy of them: names of another kind. There may be none of ours. */
export const isEnvironment = (source: unknown): source is NodeJS.ProcessEnv =>
  source === process.env ||
  (isObject(source) &&
    Object.keys(source).some(
      (name) => name.startsWith(PREFIX) || (name in process.env && source[name] === process.env[name]),
    ));

/** Reads from the end, where the options are known. */
function parse(variable: string): { name: string; path: string[] } {
  const parts = variable.slice(PREFIX.length).split('_');
  const [strategy, option = ''] = parts.slice(-2) as [string, string?];
  let length = 0;
  if (Object.hasOwn(STRATEGIES, strategy) && Object.hasOwn(STRATEGIES[strategy] ?? {}, option)) length = 2;
  else if (SHORT.includes(option) || Object.hasOwn(STRATEGIES, option)) length = 1;
  else if (parts.length === 1 && (SHORT.includes(strategy) || Object.hasOwn(STRATEGIES, strategy)))
    length = 1;
  if (length === 0) {
    const advice = suggest(option || strategy, [...SHORT, ...Object.keys(STRATEGIES)]);
    throw new ConfigError(`overridesFromEnv: ${variable}: expected it to end with an option${advice}`);
  }
  const [owner = '*', ...method] = parts.slice(0, -length);
  return {
    name: [owner, ...(method.length > 0 ? [method.join('_')] : [])].join('.'),
    path: parts.slice(-length),
  };
}

function put(
  target: Record<string, unknown>,
  path: readonly string[],
  value: unknown,
  variable: string,
): void {
  const [step = '', ...rest] = path;
  if (rest.length === 0) {
    if (Object.hasOwn(target, step)) throw contradiction(variable);
    target[step] = value;
    return;
  }
  if (!Object.hasOwn(target, step)) target[step] = {};
  const next = target[step];
  if (!isObject(next)) throw contradiction(variable);
  put(next as Record<string, unknown>, rest, value, variable);
}

const contradiction = (variable: string): ConfigError =>
  new ConfigError(
    `overridesFromEnv: ${variable} and another variable say different things about the same option`,
  );

function typed(text: string): unknown {
  if (text === 'Infinity') return Infinity;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
