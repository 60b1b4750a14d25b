import type { AttemptRecord } from '../../attempt/record.js';
import type { AttemptScope, Call } from '../../attempt.js';
import { causes, codeOf } from '../../failure.js';
import type { Outcome } from '../../outcome.js';
import { tell } from '../../telemetry/attempts.js';

/**
 * What a decision says about an attempt that has ended, for its line in the history. All is stated, so that none is read
 * from what somebody put on every object.
 */
export interface Remark {
  readonly reason: string;
  /** The rule that fired, as it was written. */
  readonly rule: string | undefined;
  /** What a user's function threw while it judged. */
  readonly problem: unknown;
}

const NO_REMARK = { reason: undefined, rule: undefined, problem: undefined };

const problems = new WeakMap<object, unknown>();

/** For the attempt's line: what went wrong beside it and did not end it. */
export const noteProblem = (attempt: AttemptScope, problem: unknown): void =>
  void problems.set(attempt, problem);

/**
 * Writes an attempt's line, and tells it whoever listens.
 *
 * @param delay the wait after it
 */
export function note(
  attempt: AttemptScope,
  outcome: Outcome,
  endedAt: number,
  remark?: Remark,
  delay?: number,
): AttemptRecord {
  const line = record(attempt, outcome, endedAt, aboutOf(attempt), remark, delay);
  tell(attempt.method, line);
  return line;
}

/** Writes an attempt's line. */
export function record(
  attempt: Pick<AttemptScope, 'number' | 'startedAt'> & { call: Pick<Call, 'startedAt'> },
  outcome: Pick<Outcome, 'error' | 'failure' | 'status'>,
  endedAt: number,
  about: About | undefined,
  remark: Remark | typeof NO_REMARK = NO_REMARK,
  delay?: number,
): AttemptRecord {
  const { error, failure, status } = outcome;
  const { reason, rule, problem = about?.problem } = remark;
  return Object.freeze({
    number: attempt.number,
    start: attempt.startedAt - attempt.call.startedAt,
    duration: endedAt - attempt.startedAt,
    status,
    code: error === undefined ? undefined : firstCode(error),
    failure,
    reason,
    rule,
    delay,
    // Most lines have nothing of this to tell, and ten thousand calls may keep theirs while they wait.
    ...about,
    ...(problem !== undefined && { problem }),
  });
}

/** What a line says of an attempt besides how it ended. */
export type About = Pick<AttemptRecord, 'reusedSocket' | 'replayed' | 'problem'>;

/** Of most attempts of which no client of ours reports there is nothing to say. */
export function aboutOf(attempt: AttemptScope): About | undefined {
  const { requests } = attempt;
  const problem = problems.get(attempt);
  if (requests === undefined && problem === undefined) return undefined;
  return {
    reusedSocket: requests?.some((request) => request.reusedSocket === true),
    replayed: requests?.filter((request) => request.replayed).length || undefined,
    problem,
  };
}

function firstCode(error: unknown): string | undefined {
  for (const link of causes(error)) {
    const code = codeOf(link);
    if (typeof code === 'string') return code;
  }
  return undefined;
}
