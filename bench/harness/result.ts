import type { Contestant } from './contestant.js';
import type { Column, Group } from './group.js';
import type { Samples } from './rounds.js';
import { ratios, type Spread, spread } from './stats.js';

/** What was found out, in plain data. */
export interface Result {
  readonly name: string;
  readonly title: string;
  readonly baseline: string;
  readonly rounds: number;
  /** How often each contestant did what it did, in each round. */
  readonly count: number;
  readonly columns: readonly string[];
  /** Which columns the picture shows. */
  readonly drawn: readonly number[];
  readonly rows: readonly Row[];
  /** What was measured on what, in one line. */
  readonly circumstances: string;
}

interface Row {
  readonly name: string;
  readonly ours: boolean;
  /** One for each column. */
  readonly cells: readonly Cell[];
  /** All figures per call, over the rounds. Not for comparison with those of another machine. */
  readonly figures: Readonly<Record<string, Spread>>;
}

interface Cell extends Spread {
  readonly text: string;
}

export function resultOf(group: Group, samples: Samples, rounds: number, circumstances: string): Result {
  const { name, title, baseline, count, columns } = group;
  const named = (wanted: string): Contestant => {
    const found = group.contestants.find((contestant) => contestant.name === wanted);
    if (found === undefined) throw new RangeError(`${name}: there is no contestant '${wanted}'`);
    return found;
  };
  const rows = group.contestants.map((contestant) => ({
    name: nameOf(contestant, count),
    ours: contestant.ours === true,
    cells: columns.map((column) => cellOf(column, samples, contestant, named(column.baseline ?? baseline))),
    figures: figuresOf(contestant, samples),
  }));
  return {
    name,
    title,
    baseline,
    rounds,
    count,
    columns: columns.map((column) => column.title),
    drawn: columns.flatMap(({ drawn = false }, i) => (drawn || i === 0 ? [i] : [])),
    rows,
    circumstances,
  };
}

const nameOf = ({ name, count: own }: Contestant, count: number): string =>
  own === undefined || own === count ? name : `${name} (${own.toLocaleString('en-US')} calls, scaled)`;

function cellOf(column: Column, samples: Samples, contestant: Contestant, base: Contestant): Cell {
  const { of, as, format = wholeNumber } = column;
  const valuesOf = (whose: Contestant): number[] =>
    (samples.get(whose) ?? []).map((sample) => (typeof of === 'string' ? (sample[of] ?? NaN) : of(sample)));
  const own = valuesOf(contestant);
  // Not every contestant has every figure.
  if (own.some(Number.isNaN)) return { ...spread(own), text: '–' };
  if (as === 'value') {
    const found = spread(own);
    return { ...found, text: format(found.median) };
  }
  const found = spread(as === 'cost' ? ratios(own, valuesOf(base)) : ratios(valuesOf(base), own));
  const text =
    contestant === base ? '1.00' : `${ratio(found.median)} (${ratio(found.min)}–${ratio(found.max)})`;
  return { ...found, text };
}

/** As many digits as mean something. */
export function ratio(value: number): string {
  if (value < 10) return value.toFixed(2);
  return value < 100 ? value.toFixed(1) : wholeNumber(value);
}

const wholeNumber = (value: number): string => Math.round(value).toLocaleString('en-US');

function figuresOf(contestant: Contestant, samples: Samples): Record<string, Spread> {
  const found = samples.get(contestant) ?? [];
  const names = Object.keys(found[0] ?? {});
  return Object.fromEntries(names.map((name) => [name, spread(found.map((sample) => sample[name] ?? NaN))]));
}
