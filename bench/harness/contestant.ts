/** What a contestant did, per call. */
export interface Sample {
  /** Milliseconds of the clock. */
  readonly time: number;
  /** Milliseconds of this process on the processor, system calls included. */
  readonly cpu: number;
  /** What a contestant has counted by itself, or measured better. */
  readonly [figure: string]: number;
}

/** One way of doing something that there are several ways of doing. */
export interface Contestant {
  readonly name: string;
  /** Drawn so that it can be found. */
  readonly ours?: boolean;
  /** Packages whose versions are to be told. */
  readonly packages?: readonly string[];
  /** Instead of the number that the others do, for what would take too long. The table tells. */
  readonly count?: number;
  /**
   * Does something `count` times. What it returns goes into the sample as it is, in place of what was measured if the
   * names are the same.
   */
  run(count: number): Figures | undefined | Promise<Figures | undefined>;
  /** Before the first run. */
  open?(): unknown;
  close?(): unknown;
}

export type Figures = Readonly<Record<string, number>>;
