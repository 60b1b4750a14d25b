import type { AttemptRecord } from 'holdfast';
import { ms } from './numbers.js';
import type { Paint } from './paint.js';

const WIDTH = 30;

/** The attempts of one call, as `attemptsOf()` tells them: a bar for each on a common time axis. */
export function drawTimeline(attempts: readonly AttemptRecord[], paint: Paint): string[] {
  const last = attempts.at(-1);
  if (last === undefined) return [];
  const total = last.start + last.duration;
  const column = (time: number): number => (total > 0 ? Math.round((time / total) * WIDTH) : 0);

  const rows = attempts.map((attempt, i) => {
    const { start, duration, delay, failure } = attempt;
    const from = Math.min(column(start), WIDTH - 1);
    const to = Math.max(column(start + duration), from + 1);
    const wait = Math.max(column(attempts[i + 1]?.start ?? 0) - to, 0);
    const bar = failure === undefined ? paint.good('█'.repeat(to - from)) : paint.bad('▒'.repeat(to - from));
    const chart = ' '.repeat(from) + bar + paint.faint('·'.repeat(wait)) + ' '.repeat(WIDTH - to - wait);
    const waited = delay === undefined ? '' : ms(delay);
    return `${chart}${ms(duration).padStart(9)}${waited.padStart(10)}   ${ending(attempt)}`;
  });
  const axis = `0${ms(total).padStart(WIDTH - 1)}`;
  return [paint.faint(`${axis}${'took'.padStart(9)}${'wait'.padStart(10)}   ended with`), ...rows];
}

const inWords: Partial<Record<NonNullable<AttemptRecord['failure']>, string>> = {
  connect: 'no connection',
  reset: 'connection reset',
  truncated: 'answer cut off',
  timeout: 'no answer in time',
};

function ending({ failure, status, reason = '' }: AttemptRecord): string {
  const number = status === undefined ? '' : String(status);
  // The number says it already.
  const why = reason.startsWith('status') ? '' : reason;
  if (failure === 'rejected') return [number, why].filter(Boolean).join(', ');
  if (failure === undefined || failure === 'status') return number || 'fine';
  return inWords[failure] ?? failure;
}
