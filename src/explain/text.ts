import { columns } from '../basics/columns.js';
import type { ExplainedDelay, ExplainedMethod, ExplainedSetting, ExplainedWorstCase } from './types.js';
import { count, time } from './words.js';

/** Settings that are milliseconds. */
const DURATIONS: ReadonlySet<string> = new Set([
  'total',
  'attempt',
  'connect',
  'idle',
  'maxDuration',
  'maxHint',
  'maxAge',
]);

/** A method's explanation for a terminal, in aligned columns. */
export function written({ name, enabled, pipeline, delays, worstCase, warnings }: ExplainedMethod): string {
  const rows: string[][] = pipeline.flatMap(({ strategy, settings }) =>
    settings.map((setting, index) => [
      index === 0 ? strategy : '',
      setting.name,
      shown(setting),
      setting.from,
    ]),
  );
  if (!enabled) rows.push(['switched off', '', '', '']);
  const lines = [name, ...columns(rows, '  ')];
  if (delays.length > 0)
    lines.push('', ...columns([['delays', 'retry', 'min', 'mean', 'max'], ...delays.map(delayRow)], '  '));
  if (worstCase !== undefined) {
    const { withHints } = worstCase;
    const isSame = withHints.attempts === worstCase.attempts && withHints.time === worstCase.time;
    lines.push('', `  worst case  ${inWords(worstCase)}`);
    if (!isSame) lines.push(`              ${inWords(withHints)}, if the server asks to wait`);
  }
  if (warnings.length > 0) lines.push('', ...warnings.map((warning) => `  warning: ${warning}`));
  return lines.join('\n');
}

const shown = ({ name, value }: ExplainedSetting): string =>
  typeof value === 'number' && DURATIONS.has(name) ? time(value) : `${value}`;

const delayRow = ({ rule = '', retry, min, mean, max }: ExplainedDelay): string[] => [
  retry === 1 ? rule : '',
  `${retry}`,
  time(min),
  time(mean),
  time(max),
];

const inWords = ({ attempts, time: ms }: ExplainedWorstCase): string =>
  `${count(attempts, 'attempt')}, ${time(ms) === 'no limit' ? 'no limit of time' : time(ms)}`;
