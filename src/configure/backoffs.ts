import {
  type Backoff,
  checkBackoff,
  constant,
  decorrelated,
  exponential,
  fibonacci,
  linear,
  pcpi,
  pdpyras,
  sequence,
  urllib3,
} from '../backoff/index.js';
import { ConfigError, unexpected } from '../errors.js';

const MAKERS = { constant, decorrelated, exponential, fibonacci, linear, pcpi, pdpyras, sequence, urllib3 };

/** A backoff from itself, or from its name and options. */
export function backoffOf(value: unknown, where: string): Backoff {
  if (typeof value === 'function') {
    checkBackoff(value, where);
    return value;
  }
  const [entry, ...more] = Object.entries(value ?? {});
  if (entry === undefined || more.length > 0 || !Object.hasOwn(MAKERS, entry[0])) {
    const known = Object.keys(MAKERS).join(', ');
    throw unexpected(where, `a backoff, or an object with the options of one of ${known}`, value);
  }
  const [name, options] = entry;
  try {
    return MAKERS[name as 'constant'](options as never);
  } catch (cause) {
    throw new ConfigError(`${where}: ${(cause as Error).message}`, { cause });
  }
}
