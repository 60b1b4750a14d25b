import { nameIn } from '../basics/named.js';
import type { Rule } from '../policies/decision/rule.js';
import type { Rulebook } from '../policies/decision/rulebook.js';
import { retries } from '../policies/recipe.js';
import { baseOf, judgesCarefully, RetryPolicy } from '../policies/retry-policy.js';
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
  const add = (name: string, value: string | number, by = from): unknown =>
    settings.push({ name, value, from: by });
  const number = (name: 'maxRetries' | 'maxDuration' | 'maxHint' | 'onExhausted'): unknown =>
    add(name, book[name], sourceOfNumber(about, name));
  const { rules, abortOn, delay } = book;
  add('policy', policyName(about, book), book.shouldRetry ? from : about.source('retryOn'));
  if (isCareful(about)) add('POST, PATCH', IF_NOT_DONE);
  number('maxRetries');
  if (delay) add('backoff', 'its own delay()');
  else add('backoff', nameIn(book.backoff, 'a function'), sourceOfNumber(about, 'backoff'));
  if (book.maxDuration < Infinity) number('maxDuration');
  if (!delay) number('maxHint');
  if (book.onExhausted !== 'throw') number('onExhausted');
  const stated = (kind: 'retryOn' | 'abortOn', index: number): string =>
    index < (recipe[kind] ?? []).length ? about.source(kind) : from;
  for (const [index, rule] of rules.entries()) add('rule', ruleInWords(rule), stated('retryOn', index));
  for (const [index, { when }] of abortOn.entries()) add('abortOn', describe(when), stated('abortOn', index));
  for (const { name } of book.beforeRetry) {
    const isOwn = name.startsWith('@BeforeRetry');
    add('beforeRetry', name.replace('@BeforeRetry ', ''), isOwn ? about.source('beforeRetry') : from);
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
