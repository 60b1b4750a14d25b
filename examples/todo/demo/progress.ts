import { count } from './numbers.js';
import type { Paint } from './paint.js';

/** What is used of a terminal or of a file in its place. */
export interface Output {
  write(text: string): unknown;
  readonly isTTY?: boolean;
}

export interface Tally {
  readonly done: number;
  readonly failed: number;
}

const WIDTH = 24;
const REDRAW_MS = 80;

/** One line that is drawn over and over; where that cannot be, a line for each quarter. */
export function progress(name: string, calls: number, out: Output, paint: Paint): (tally: Tally) => void {
  const startedAt = performance.now();
  let drawnAt = 0;

  const line = ({ done, failed }: Tally): string => {
    const filled = Math.floor((done / calls) * WIDTH);
    const bar = '█'.repeat(filled) + paint.faint('░'.repeat(WIDTH - filled));
    const share = `${Math.floor((done / calls) * 100)} %`.padStart(6);
    const seconds = `${((performance.now() - startedAt) / 1000).toFixed(1)} s`.padStart(6);
    const failures = `${count(failed).padStart(5)} failed`;
    return `  ${name.padEnd(12)}${bar}${share}${seconds}${failed > 0 ? paint.bad(failures) : failures}`;
  };

  return (tally) => {
    const isLast = tally.done === calls;
    if (!out.isTTY) {
      if (isLast || tally.done % Math.ceil(calls / 4) === 0) out.write(`${line(tally)}\n`);
      return;
    }
    const now = performance.now();
    if (!isLast && now - drawnAt < REDRAW_MS) return;
    drawnAt = now;
    out.write(`\r${line(tally)}${isLast ? '\n' : ''}`);
  };
}
