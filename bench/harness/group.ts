import type { Contestant, Sample } from './contestant.js';

/** Something to be told of each contestant. */
export interface Column {
  readonly title: string;
  /** A figure of the sample, or what is made of several. */
  readonly of: string | ((sample: Sample) => number);
  /**
   * `'cost'`: how many times as much as the baseline. `'speed'`: how many times as fast, the inverse. `'value'`: the
   * figure itself, for what does not depend on the machine.
   */
  readonly as: 'cost' | 'speed' | 'value';
  /** Instead of the one of the group. */
  readonly baseline?: string;
  /** Of a `'value'`. Default: a whole number. */
  readonly format?: (value: number) => string;
  /** Part of the picture. Default: the first column only. */
  readonly drawn?: boolean;
}

/** What is measured side by side, and told in one table. */
export interface Group {
  /** Of its files, and of its place in docs/performance.md. */
  readonly name: string;
  /** A line that tells what is measured. */
  readonly title: string;
  readonly contestants: readonly Contestant[];
  /** The name of the one that is 1.00. */
  readonly baseline: string;
  /** How often each does what it does, in each round. */
  readonly count: number;
  /** Rounds that count, after one that does not. Default 9. */
  readonly rounds?: number;
  /** Calls before each count begins, where a collection of the garbage would else be most of what is measured. Default none. */
  readonly leadIn?: number;
  /** The share of the count that is done in the round that does not count, from 0 to 1. Default 1. */
  readonly warmUp?: number;
  readonly columns: readonly Column[];
  /** Also measures what each call allocates, in batches of this many. It is the figure `bytes`. */
  readonly allocation?: number;
}
