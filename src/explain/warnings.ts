import type { Rulebook } from '../policies/decision/rulebook.js';
import { retries } from '../policies/recipe.js';
import { judgesCarefully, RetryPolicy } from '../policies/retry-policy.js';
import type { Case } from './case.js';
import { isCareful } from './pipeline.js';
import type { ExplainedMethod } from './types.js';
import { count, time } from './words.js';
import { doesRetry, mostRetries } from './worst-case.js';

/** What the author of these policies may not have meant. */
export function warningsOf(about: Case, worst: ExplainedMethod['worstCase']): string[] {
  const { recipe, limits, book, configured } = about;
  const { attempt = Infinity, total = Infinity } = limits;
  const warnings: string[] = [...about.remarks];
  if (attempt < Infinity && attempt >= total) {
    warnings.push(
      `the attempt limit of ${time(attempt)} is not below the total of ${time(total)}: the total ends the call first`,
    );
  }
  const idle = [...configured].filter(([path]) => path.startsWith('retry.') && !path.endsWith('.enabled'));
  if (!retries(recipe)) {
    for (const [path, { from }] of idle)
      warnings.push(`configure('${from}') sets ${path.slice(6)}, but nothing is retried here`);
    return warnings;
  }
  if (book === undefined) return warnings;
  const most = mostRetries(book);
  if (book.maxDuration < Infinity && book.maxDuration >= total)
    warnings.push(
      `maxDuration ${time(book.maxDuration)} is not below the total of ${time(total)}: it changes nothing`,
    );
  if (most === 0 && recipe.retry !== undefined) warnings.push('maxRetries is 0: nothing is retried');
  if (worst !== undefined) warnings.push(...aboutFit(about, most, worst.attempts - 1));
  if (most === Infinity && total === Infinity && book.maxDuration === Infinity)
    warnings.push('nothing ends the retries: neither a number of them, nor maxDuration, nor a total');
  if (attempt === Infinity && total === Infinity)
    warnings.push('no limit of time: an attempt that hangs is ended by the limits of its client, or never');
  warnings.push(...aboutNesting(about, book));
  if (isCareful(about) && /\b(?:post|patch)\b/i.test(about.text)) {
    const what = 'POST and PATCH are not retried unless @Idempotent says that they are safe to repeat';
    warnings.push(`${what}, or the server cannot have done them`);
  }
  return warnings;
}

/** The default leaves alone what a policy inside has given up on; what is stated is done. */
function aboutNesting({ recipe, calls }: Case, book: Rulebook): string[] {
  const judgesItself = recipe.retry instanceof RetryPolicy && !judgesCarefully(recipe.retry);
  if (!judgesItself && !book.rules.some(doesRetry)) return [];
  return calls.flatMap(({ name, book: inner }) => {
    const most = inner === undefined ? 0 : mostRetries(inner);
    if (most === 0) return [];
    const own = `it calls ${name}, which has ${count(most, 'retry', 'retries')} of its own`;
    return [`${own}: where a rule or shouldRetry() of this method matches that failure, attempts multiply`];
  });
}

/** Waits that do not fit are not begun, so the last retries may never happen. */
function aboutFit({ limits, book }: Case, most: number, fitting: number): string[] {
  const { attempt = Infinity, total = Infinity } = limits;
  const room = Math.min(total, book?.maxDuration ?? Infinity);
  const limit = `${room === total ? 'the total' : 'maxDuration'} of ${time(room)}`;
  if (fitting < most && most < Infinity)
    return [
      `only ${fitting} of ${count(most, 'retry', 'retries')} can begin within ${limit}, even if attempts fail at once`,
    ];
  if (attempt < Infinity && most > 0 && attempt * (Math.min(most, fitting) + 1) > total) {
    const whole = Math.floor(total / attempt);
    return [
      `attempts that last ${time(attempt)} do not all fit into ${limit}: it is used up after ${count(whole, 'attempt')}`,
    ];
  }
  return [];
}
