import { nameIn } from '../basics/named.js';
import { retries } from '../policies/recipe.js';
import { baseOf, judgesCarefully, RetryPolicy } from '../policies/retry-policy.js';
import type { Rule } from '../policies/rule.js';
import type { Rulebook } from '../policies/rulebook.js';
import { describe } from '../predicates/index.js';
import { type Case, sourceOfLimit, sourceOfNumber } from './case.js';
import type { ExplainedSetting, ExplainedStrategy } from './types.js';
import { count } from './words.js';

const IF_NOT_DONE = 'only if the server cannot have done it';

/** The strategies of a method, the outermost first. */
export function pipelineOf(about: Case): ExplainedStrategy[] {
  const { recipe, limits } = about;
  const limit = (
    strategy: string,
    ...names: ('attempt' | 'total' | 'connect' | 'idle')[]
  ): ExplainedStrategy => ({
    strategy,
    settings: names.flatMap((name) => {
      const value = limits[name];
      return value === undefined ? [] : [{ name, value, from: sourceOfLimit(about, name) }];
    }),
  });
  const strategies: ExplainedStrategy[] = [
    limit('total timeout', 'total'),
    { strategy: 'retry', settings: retries(recipe) ? retrySettings(about) : [] },
    { strategy: 'reauthenticate', settings: reauthentication(about) },
    limit('attempt timeout', 'attempt'),
    limit('connection limits', 'connect', 'idle'),
    { strategy: 'accept', settings: listed('accept', recipe.accept?.map(describe), about.source('accept')) },
    { strategy: 'idempotent', settings: idempotency(about) },
  ];
  return strategies.filter(({ settings }) => settings.length > 0);
}

function retrySettings(about: Case): ExplainedSetting[] {
  const { recipe, book } = about;
  const from = about.source('retry');
  if (book === undefined) return [{ name: 'policy', value: 'chosen per call', from }];
  const settings: ExplainedSetting[] = [];
  const byRulesOnly = book.shouldRetry === undefined;
  settings.push({
    name: 'policy',
    value: policyName(about, book),
    from: byRulesOnly ? about.source('retryOn') : from,
  });
  if (isCareful(about)) settings.push({ name: 'POST, PATCH', value: IF_NOT_DONE, from });
  settings.push({ name: 'maxRetries', value: book.maxRetries, from: sourceOfNumber(about, 'maxRetries') });
  settings.push(
    book.delay === undefined
      ? { name: 'backoff', value: nameIn(book.backoff, 'a function'), from: sourceOfNumber(about, 'backoff') }
      : { name: 'backoff', value: 'its own delay()', from },
  );
  if (book.maxDuration < Infinity)
    settings.push({
      name: 'maxDuration',
      value: book.maxDuration,
      from: sourceOfNumber(about, 'maxDuration'),
    });
  if (book.delay === undefined)
    settings.push({ name: 'maxHint', value: book.maxHint, from: sourceOfNumber(about, 'maxHint') });
  if (book.onExhausted !== 'throw')
    settings.push({
      name: 'onExhausted',
      value: book.onExhausted,
      from: sourceOfNumber(about, 'onExhausted'),
    });
  const stated = (recipe.retryOn ?? []).length;
  book.rules.forEach((rule, index) => {
    settings.push({
      name: 'rule',
      value: ruleInWords(rule),
      from: index < stated ? about.source('retryOn') : from,
    });
  });
  const ends = (recipe.abortOn ?? []).length;
  book.abortOn.forEach(({ when }, index) => {
    settings.push({
      name: 'abortOn',
      value: describe(when),
      from: index < ends ? about.source('abortOn') : from,
    });
  });
  for (const { name } of book.beforeRetry) {
    const isOwn = name.startsWith('@BeforeRetry');
    settings.push({
      name: 'beforeRetry',
      value: name.replace('@BeforeRetry ', ''),
      from: isOwn ? about.source('beforeRetry') : from,
    });
  }
  return settings;
}

/** Whether only safe methods are retried whatever happened. */
export const isCareful = ({ recipe: { retry, idempotent } }: Case): boolean =>
  idempotent === undefined && retry instanceof RetryPolicy && judgesCarefully(retry);

function policyName({ recipe }: Case, book: Rulebook): string {
  if (book.shouldRetry === undefined) return 'what rules name, and nothing else';
  const { retry } = recipe;
  if (!(retry instanceof RetryPolicy)) return 'chosen per call';
  return Object.getPrototypeOf(retry) === baseOf(retry) ? 'careful default' : nameIn(retry.constructor);
}

function ruleInWords(rule: Rule): string {
  const { when, ends, maxRetries, backoff } = rule;
  if (ends !== undefined) return `${describe(when)}: ${ends}`;
  const own = [
    ...(maxRetries === undefined ? [] : [count(maxRetries, 'retry', 'retries')]),
    ...(backoff === undefined ? [] : [nameIn(backoff, 'a function')]),
  ];
  return own.length === 0 ? describe(when) : `${describe(when)}: ${own.join(', ')}`;
}

function reauthentication({ recipe: { reauthenticate }, source }: Case): ExplainedSetting[] {
  if (reauthenticate === undefined) return [];
  const { on, with: way, maxAge } = reauthenticate;
  const from = source('reauthenticate');
  const login = typeof way === 'string' ? way : nameIn(way, 'a function');
  return [
    { name: 'on', value: describe(on), from },
    { name: 'with', value: login, from },
    ...(maxAge < Infinity ? [{ name: 'maxAge', value: maxAge, from }] : []),
  ];
}

function idempotency({ recipe: { idempotent }, source }: Case): ExplainedSetting[] {
  if (idempotent === undefined) return [];
  return [{ name: 'header', value: idempotent.header ?? 'none', from: source('idempotent') }];
}

const listed = (name: string, values: readonly string[] = [], from: string): ExplainedSetting[] =>
  values.map((value) => ({ name, value, from }));
