import { unexpected } from './errors.js';

/** A number of milliseconds, or a string with its unit: `'250ms'`, `'2s'`, `'1.5m'`, `'1h'`. */
export type Duration = number | `${number}${'ms' | 's' | 'm' | 'h'}`;

/** The milliseconds in each, the smallest first. */
export const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };

/**
 * Reads a `Duration` into milliseconds.
 *
 * @param where what the value was given to, for the error: `"@Timeout: option 'total'"`
 * @throws ConfigError unless the value is a finite duration of zero or more
 */
export function milliseconds(value: unknown, where: string): number {
  const ms = typeof value === 'string' ? parse(value) : (value as number);
  if (!Number.isFinite(ms) || ms < 0) {
    throw unexpected(where, "a duration such as 250, '250ms', '2s', '1m' or '1h'", value);
  }
  return ms;
}

/** As `milliseconds`, for limits: a limit of zero would end everything before it began. */
export function limit(value: unknown, where: string): number {
  const ms = milliseconds(value, where);
  if (ms === 0) throw unexpected(where, 'a duration above zero', value);
  return ms;
}

function parse(text: string): number {
  const parts = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(text);
  return parts === null ? NaN : Number(parts[1]) * (UNITS[parts[2] as string] as number);
}
