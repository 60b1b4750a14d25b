import { nameIn } from '../basics/named.js';
import { retries } from '../policies/recipe.js';
import { describe } from '../predicates/index.js';
import type { Case } from './case.js';
import { Pace } from './pace.js';
import { pipelineOf } from './pipeline.js';
import type { ExplainedDelay, ExplainedMethod } from './types.js';
import { warningsOf } from './warnings.js';
import { sharedTurns, worstCase } from './worst-case.js';

/** More of them would tell nothing new. */
const SHOWN = 10;

/** All that can be told about a method before it is called. */
export function explained(about: Case): ExplainedMethod {
  const { name, enabled, recipe, limits, book } = about;
  const facts = { name, enabled, pipeline: pipelineOf(about) };
  if (book === undefined || (book.delay !== undefined && retries(recipe))) {
    const warnings = warningsOf(about, undefined);
    return { ...facts, delays: [], worstCase: undefined, warnings };
  }
  try {
    const pace = new Pace(book.backoff);
    const delays = [
      ...delaysOf(pace, sharedTurns(book)),
      ...book.rules.flatMap((rule) =>
        rule.backoff === undefined
          ? []
          : delaysOf(new Pace(rule.backoff), rule.maxRetries ?? book.maxRetries, describe(rule.when)),
      ),
    ];
    const worst = worstCase(book, limits, pace, false);
    const found = { ...worst, withHints: worstCase(book, limits, pace, true) };
    return { ...facts, delays, worstCase: found, warnings: warningsOf(about, found) };
  } catch (error) {
    const trouble = `the backoff ${nameIn(book.backoff, 'function')} fails: ${(error as Error).message}`;
    const warnings = [...warningsOf(about, undefined), trouble];
    return { ...facts, delays: [], worstCase: undefined, warnings };
  }
}

function delaysOf(pace: Pace, length: number, rule?: string): ExplainedDelay[] {
  return Array.from({ length: Math.min(SHOWN, length) }, (_, i) => {
    const { min, mean, max } = pace.at(i + 1);
    const bounds = { min: rounded(min), mean: rounded(mean), max: rounded(max) };
    return { rule, retry: i + 1, ...bounds };
  });
}

/** A thousandth of a millisecond is below what any timer can do. */
const rounded = (ms: number): number => Math.round(ms * 1_000) / 1_000;
