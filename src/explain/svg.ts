import type { ExplainedDelay, ExplainedMethod } from './types.js';
import { count, time } from './words.js';

const WIDTH = 720;
const LEFT = 16;
const ROW = 84;
const SCALE = WIDTH - 2 * LEFT;

// Colours of the page that shows it: a file of its own follows the system's.
const STYLE = `
  .page { fill: #ffffff } text { font: 12px system-ui, sans-serif; fill: #1f2328 } .name { font-weight: 600 }
  .attempt { fill: #1f6feb } .open { fill: #1f6feb; opacity: .45 } .wait { fill: #d4a72c; opacity: .45 } .mean { fill: #d4a72c }
  .axis { stroke: #6e7781 } .muted { fill: #59636e }
  @media (prefers-color-scheme: dark) {
    .page { fill: #0d1117 } text { fill: #e6edf3 } .muted { fill: #9198a1 } .attempt, .open { fill: #58a6ff }
    .wait, .mean { fill: #e3b341 }
  }`;

interface Step {
  readonly kind: 'attempt' | 'open' | 'wait';
  readonly ms: number;
  readonly mean?: number;
  readonly label: string;
}

interface Drawing {
  readonly steps: readonly Step[];
  /** What stands at the end of the line of time. */
  readonly end: string;
}

/** Each method on a row of its own: attempts at their limits, waits at their longest, the mean wait darker. */
export function drawn(methods: readonly ExplainedMethod[]): string {
  const height = methods.length * ROW + 16;
  const rows = methods.map((method, index) => row(method, index * ROW + 8)).join('\n');
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" role="img">`,
    `<title>${escaped(methods.map(({ name }) => name).join(', '))}: attempts and waits in the worst case</title>`,
    `<style>${STYLE}\n</style>`,
    `<rect class="page" width="${WIDTH}" height="${height}"/>`,
    rows,
    '</svg>',
  ].join('\n');
}

function row(method: ExplainedMethod, top: number): string {
  const { name, worstCase } = method;
  const { steps, end } = drawingOf(method);
  const whole = steps.reduce((sum, { ms }) => sum + ms, 0) || 1;
  const facts =
    worstCase === undefined
      ? 'decided per call'
      : `${count(worstCase.attempts, 'attempt')}, ${time(worstCase.time)}`;
  const parts = [
    `<text class="name" x="${LEFT}" y="${top + 16}">${escaped(name)}</text>`,
    `<text class="muted" x="${WIDTH - LEFT}" y="${top + 16}" text-anchor="end">${escaped(facts)}</text>`,
  ];
  let at = LEFT;
  for (const { kind, ms, mean, label } of steps) {
    const width = (ms / whole) * SCALE;
    const box = (className: string, boxWidth: number): string =>
      `<rect class="${className}" x="${round(at)}" y="${top + 26}" width="${round(Math.max(boxWidth, 1))}" height="24" rx="2">` +
      `<title>${escaped(label)}</title></rect>`;
    parts.push(box(kind, width));
    if (mean !== undefined && mean < ms) parts.push(box('mean', (mean / whole) * SCALE));
    at += width;
  }
  parts.push(
    `<line class="axis" x1="${LEFT}" x2="${WIDTH - LEFT}" y1="${top + 54}" y2="${top + 54}"/>`,
    `<text class="muted" x="${LEFT}" y="${top + 70}">0</text>`,
    `<text class="muted" x="${WIDTH - LEFT}" y="${top + 70}" text-anchor="end">${escaped(end)}</text>`,
  );
  return `<g>\n${parts.join('\n')}\n</g>`;
}

/**
 * What happens until the call ends, cut off where the total does it. What has no limit of its own gets a nominal length:
 * at the length of the total, nothing else would be seen.
 */
function drawingOf(method: ExplainedMethod): Drawing {
  const { pipeline, worstCase } = method;
  // One after the other, as the worst case has them.
  const { delays } = method;
  const limitOf = (name: string): number =>
    Number(
      pipeline.flatMap(({ settings }) => settings).find((setting) => setting.name === name)?.value ??
        Infinity,
    );
  const logsIn = pipeline.some(({ strategy }) => strategy === 'reauthenticate');
  const total = limitOf('total');
  const isOpen = limitOf('attempt') >= total;
  const most = worstCase?.attempts ?? 1;
  const attempts = Math.min(most, delays.length + (logsIn ? 2 : 1));
  // Short enough to leave the waits half of the room.
  const nominal = Math.min(Math.max(100, ...delays.map(({ max }) => max)) / 4, total / attempts / 2);
  const length = isOpen ? nominal : limitOf('attempt');
  const steps: Step[] = [];
  let left = Math.min(total, worstCase?.time ?? Infinity);
  const add = (step: Step): void => {
    if (left <= 0) return;
    steps.push({ ...step, ms: Math.min(step.ms, left) });
    left -= step.ms;
  };
  const waits = delays.map(waitOf);
  if (logsIn) waits.unshift({ kind: 'wait', ms: nominal, label: 'login: no limit of its own' });
  for (let number = 1; number <= attempts; number += 1) {
    const limit = isOpen ? 'no limit of its own' : time(length);
    add({ kind: isOpen ? 'open' : 'attempt', ms: length, label: `attempt ${number}: ${limit}` });
    const wait = waits[number - 1];
    if (number < attempts && wait !== undefined) add(wait);
  }
  const part = attempts < most && left > 0 ? `the first ${attempts} attempts: ` : '';
  return { steps, end: part + lengthOf(steps, isOpen, logsIn, total) };
}

const waitOf = ({ min, mean, max }: ExplainedDelay, index: number): Step => ({
  kind: 'wait',
  ms: max,
  mean,
  label: `wait ${index + 1}: ${time(min)} to ${time(max)}, ${time(mean)} on average`,
});

function lengthOf(steps: readonly Step[], isOpen: boolean, logsIn: boolean, total: number): string {
  if (!isOpen && !logsIn) return time(steps.reduce((sum, { ms }) => sum + ms, 0));
  const what = isOpen ? 'attempts have no limit' : 'logins have no limit';
  return total === Infinity ? what : `${what} but the total of ${time(total)}`;
}

const round = (x: number): number => +x.toFixed(2);

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
