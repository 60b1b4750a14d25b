import { suggest } from '../basics/nearest.js';
import { show } from '../basics/show.js';
import { limit, milliseconds } from '../duration.js';
import { ConfigError, unexpected } from '../errors.js';
import { flag, hasOptions, wholeNumber } from '../options.js';
import { exhaustion } from '../policies/decision/rulebook.js';
import { backoffOf } from './backoffs.js';
import type { Settings } from './state.js';

type Reader = (value: unknown, where: string) => unknown;

const RETRY: Readonly<Record<string, Reader>> = {
  // JSON has no Infinity.
  maxRetries: (value, where) => wholeNumber(value === 'Infinity' ? Infinity : value, where),
  maxDuration: milliseconds,
  maxHint: milliseconds,
  backoff: backoffOf,
  onExhausted: exhaustion,
};

/** The strategies, with what can be said about each. */
export const STRATEGIES: Readonly<Record<string, Readonly<Record<string, Reader>>>> = {
  retry: { enabled: flag, ...RETRY },
  timeout: { enabled: flag, attempt: limit, total: limit, connect: limit, idle: limit },
  accept: { enabled: flag },
  idempotent: { enabled: flag },
  reauthenticate: { enabled: flag },
};

/** What may stand right beside the name of a method; the numbers of retries need no `retry` around them. */
export const SHORT: readonly string[] = ['enabled', ...Object.keys(RETRY)];

/** Reads the overrides of one name, and checks them all. */
export function read(overrides: unknown, where: string): Settings {
  const settings: Record<string, unknown> = {};
  for (const [option, value] of entries(overrides, where)) {
    if (value === undefined) continue;
    if (option === 'enabled') settings.enabled = flag(value, `${where}: option 'enabled'`);
    else if (Object.hasOwn(RETRY, option)) put(settings, 'retry', { [option]: value }, where);
    else if (Object.hasOwn(STRATEGIES, option)) put(settings, option, value, where);
    else throw unknown(option, value, [...SHORT, ...Object.keys(STRATEGIES)], where);
  }
  return settings;
}

function put(settings: Record<string, unknown>, strategy: string, given: unknown, where: string): void {
  const readers = STRATEGIES[strategy] as Readonly<Record<string, Reader>>;
  const isBareLimit = strategy === 'timeout' && (typeof given === 'string' || typeof given === 'number');
  const whole = typeof given === 'boolean' ? { enabled: given } : given;
  const options = isBareLimit ? { attempt: given } : whole;
  for (const [option, value] of entries(options, `${where}: option '${strategy}'`)) {
    if (value === undefined) continue;
    const reader = Object.hasOwn(readers, option) ? readers[option] : undefined;
    if (reader === undefined)
      throw unknown(option, value, Object.keys(readers), `${where}: option '${strategy}'`);
    const path = isBareLimit ? strategy : option;
    settings[`${strategy}.${option}`] = reader(value, `${where}: option '${path}'`);
  }
}

/** The entries of an object of options. */
export function entries(options: unknown, where: string): [string, unknown][] {
  if (hasOptions(options)) return Object.entries(options);
  throw unexpected(where, 'an object of options', options);
}

function unknown(option: string, value: unknown, known: readonly string[], where: string): ConfigError {
  return new ConfigError(`${where}: unknown option '${option}' (${show(value)})${suggest(option, known)}`);
}
