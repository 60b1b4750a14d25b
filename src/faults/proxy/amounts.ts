import { unexpected } from '../../errors.js';

/** @throws ConfigError unless it is a finite number above zero */
export function positive(value: unknown, where: string): number {
  if (typeof value === 'number' && value > 0 && Number.isFinite(value)) return value;
  throw unexpected(where, 'a number above zero', value);
}

/** @throws ConfigError unless it is a whole number of at least zero */
export function whole(value: unknown, where: string): number {
  if (Number.isSafeInteger(value) && (value as number) >= 0) return value as number;
  throw unexpected(where, 'a whole number of at least 0', value);
}

/** @throws ConfigError unless it is a number from 0 to 1 */
export function probability(value: unknown, where: string): number {
  if (typeof value === 'number' && value >= 0 && value <= 1) return value;
  throw unexpected(where, 'a probability from 0 to 1', value);
}
