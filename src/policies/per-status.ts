import { bare } from '../basics/bare.js';
import { named } from '../basics/named.js';
import type { Duration } from '../duration.js';
import { unexpected } from '../errors.js';
import type { Failure } from '../failure.js';
import { checkKeys, flag, hasOptions, wholeNumber } from '../options.js';
import { type Predicate, status } from '../predicates/index.js';
import { makeRule, type Rule, type RuleOptions } from './decision/rule.js';
import { RETRY_OPTIONS, type RetryOptions, RetryPolicy, rulebookOf } from './retry-policy.js';

type StatusClass = '1xx' | '2xx' | '3xx' | '4xx' | '5xx';

/**
 * A number of retries, the same with delays of its own, or the end of the call: `'throw'` with the error, `'return'`
 * with the response as its value.
 */
export type StatusAction = number | RuleOptions | 'throw' | 'return';

/** What to do about each status, or class of statuses; a status of its own goes before its class. */
export type StatusActions = { readonly [status: number]: StatusAction } & {
  readonly [each in StatusClass]?: StatusAction;
};

export interface NetworkRetries extends RuleOptions {
  /** Also where the server may have done something already that is now done twice. Default false. */
  readonly anyMethod?: boolean | undefined;
}

/** The options of `@Retry`; `maxRetries` is for what nothing is said about. */
export interface PerStatusOptions extends RetryOptions {
  /** What the retries of the statuses with a finite count may add up to. Default: no such limit. */
  readonly maxTotal?: number | undefined;
  /** Retries where no whole response came, counted apart; those that are safe. Default: with `maxRetries`. */
  readonly network?: number | NetworkRetries | undefined;
  /** Default: 10 minutes where some count is `Infinity`, else no limit. `Infinity` is for ever. */
  readonly maxDuration?: Duration | undefined;
}

const ME = 'perStatus';

/** "For ever" is rarely meant. */
const LONG_ENOUGH = '10m';

/** What breaks an attempt before a whole response is there, and may pass. */
const BROKEN: ReadonlySet<Failure | undefined> = new Set<Failure | undefined>([
  'dns',
  'connect',
  'timeout',
  'reset',
  'protocol',
  'truncated',
]);

/**
 * A policy that says for each status what to do: so many retries, each status with a counter of its own, or the end of
 * the call. What is stated is done for every HTTP method; where nothing is said, the careful default holds. One sequence
 * of delays (`backoff`) serves all that have none of their own.
 *
 * `'return'` resolves with the response even where the client threw it. A method that returns `response.data` never came
 * to its `return` then: its caller gets the response itself, and tells it by its `status`.
 *
 * Defaults: `maxRetries` 3 for all else, no `maxTotal`, and `maxDuration` of 10 minutes where a count is `Infinity`.
 *
 * @throws ConfigError naming the status, action or option that makes no sense
 * @example
 * perStatus({ 429: Infinity, 502: 4, 401: 'throw', 404: 'return' }, { maxTotal: 10, network: 3, backoff: pdpyras() })
 */
export function perStatus(actions: StatusActions, options: PerStatusOptions = {}): RetryPolicy {
  if (!hasOptions(actions)) throw unexpected(ME, "an object such as { 502: 4, 404: 'return' }", actions);
  checkKeys(options, [...RETRY_OPTIONS, 'maxTotal', 'network'], ME);
  const { maxTotal, network, ...general } = bare(options);
  const { maxRetries = 3, maxDuration } = general;
  const sum =
    maxTotal === undefined ? undefined : { maxRetries: wholeNumber(maxTotal, `${ME}: option 'maxTotal'`) };
  // Numbers come first among the keys of an object: what is said of one status, before what is said of its class.
  const stated = Object.entries(actions).map(([key, action]) =>
    ruleFor(key, action as StatusAction, maxRetries, sum),
  );
  const policy: RetryPolicy = new RetryPolicy(general, ME);
  if (network !== undefined)
    stated.push(networkRule(network, maxRetries, (outcome, attempt) => policy.shouldRetry(outcome, attempt)));
  policy.rules = [...policy.rules, ...stated];
  const endless = [maxRetries, ...policy.rules.map((rule) => rule.maxRetries)].includes(Infinity);
  if (maxDuration === undefined && endless) policy.maxDuration = LONG_ENOUGH;
  rulebookOf(policy, ME);
  return policy;
}

function ruleFor(key: string, action: StatusAction, maxRetries: number, sum: Rule['sum']): Rule {
  const where = `${ME}: status ${key}`;
  if (!/^[1-5](\d\d|xx)$/.test(key))
    throw unexpected(ME, "a status from 100 to 599 or a class such as '5xx'", key);
  const when = status(key.endsWith('xx') ? (key as StatusClass) : Number(key));
  if (action === 'throw' || action === 'return') return { ...makeRule(when, {}, where, ME), ends: action };
  const limits = limitsOf(action, where, maxRetries, ", 'throw' or 'return'");
  const rule = makeRule(when, limits, where, ME);
  return limits.maxRetries === Infinity ? rule : { ...rule, sum };
}

function networkRule(network: number | NetworkRetries, maxRetries: number, isSafe: Predicate): Rule {
  const where = `${ME}: option 'network'`;
  const isCount = !hasOptions(network);
  const { anyMethod = false, ...given }: NetworkRetries = bare(isCount ? {} : network);
  flag(anyMethod, `${ME}: option 'network.anyMethod'`);
  const limits = limitsOf(isCount ? network : given, where, maxRetries);
  const when: Predicate = named(
    'network',
    [],
    (outcome, attempt) => BROKEN.has(outcome.failure) && (anyMethod || isSafe(outcome, attempt)),
  );
  return makeRule(when, limits, where, ME);
}

/** Each has a counter of its own. */
function limitsOf(
  action: number | RuleOptions,
  where: string,
  maxRetries: number,
  orElse = '',
): RuleOptions & { readonly maxRetries: number } {
  if (typeof action === 'number') return { maxRetries: wholeNumber(action, where) };
  if (!hasOptions(action)) {
    throw unexpected(where, `a number of retries, { maxRetries, backoff }${orElse}`, action);
  }
  const { maxRetries: own = maxRetries, ...given } = bare(action);
  return { ...given, maxRetries: own };
}
