import { named } from '../basics/named.js';
import { unexpected } from '../errors.js';
import type { Outcome } from '../outcome.js';
import { atLeastOne } from './arguments.js';
import { quote } from './describe.js';
import type { Predicate } from './predicate.js';

/** One status, a class of them, or a range from the first to the last. */
export type StatusMatch =
  | number
  | '1xx'
  | '2xx'
  | '3xx'
  | '4xx'
  | '5xx'
  | readonly [first: number, last: number];

const EXPECTED = "a status from 100 to 599, a class such as '5xx' or a range such as [500, 599]";

/**
 * True when the response has one of these statuses, whether it was returned or came with an error. Without a
 * response it is false.
 *
 * @throws ConfigError for no status at all, one that HTTP does not have, and a range that runs backwards
 * @example
 * status(429, '5xx')
 */
export function status(...statuses: StatusMatch[]): Predicate {
  const ranges = atLeastOne('status', 'status', statuses).map(rangeOf);
  return named('status', statuses.map(inWords), (outcome) => {
    // 0 is in no range.
    const status = arrived(outcome) ? (outcome.status ?? 0) : 0;
    return ranges.some(([first, last]) => first <= status && status <= last);
  });
}

/** A reply that broke off after its head has a status, but is no answer with that status. */
const arrived = ({ failure }: Outcome): boolean =>
  failure === undefined || failure === 'status' || failure === 'rejected';

function rangeOf(match: StatusMatch): readonly [number, number] {
  const [first, last] = ends(match);
  if (isStatus(first) && isStatus(last) && first <= last) return [first, last];
  throw unexpected('status', EXPECTED, match);
}

function ends(match: unknown): readonly unknown[] {
  if (Array.isArray(match)) return match.length === 2 ? match : [];
  if (typeof match !== 'string') return [match, match];
  const hundreds = Number(/^([1-5])xx$/.exec(match)?.[1]) * 100;
  return [hundreds, hundreds + 99];
}

const isStatus = (value: unknown): value is number =>
  Number.isInteger(value) && (value as number) >= 100 && (value as number) <= 599;

function inWords(match: StatusMatch): string {
  if (typeof match === 'string') return quote(match);
  return typeof match === 'number' ? String(match) : `[${match.join(', ')}]`;
}
