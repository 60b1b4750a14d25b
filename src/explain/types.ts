/** One number or fact, and who stated it: `@Retry on TodoApi.getItem`, `configure('TodoApi')`, `default`. */
export interface ExplainedSetting {
  readonly name: string;
  /** Durations are milliseconds. */
  readonly value: string | number;
  readonly from: string;
}

export interface ExplainedStrategy {
  /** `'total timeout'`, `'retry'`, `'attempt timeout'`, ... */
  readonly strategy: string;
  readonly settings: readonly ExplainedSetting[];
}

/** The wait before a retry, in milliseconds: with the least luck, on average, and with the most. */
export interface ExplainedDelay {
  /** The rule whose own sequence of delays this belongs to, as it was written; undefined for that of the policy. */
  readonly rule?: string | undefined;
  /** Counts from 1 in its sequence. */
  readonly retry: number;
  readonly min: number;
  readonly mean: number;
  readonly max: number;
}

/** Where there is no limit, a number is `Infinity`, which JSON writes as `null`. */
export interface ExplainedWorstCase {
  /** How often the method runs at most. */
  readonly attempts: number;
  /** Milliseconds until the call ends, at the latest. */
  readonly time: number;
}

export interface ExplainedMethod {
  readonly name: string;
  /** False where `configure` has switched it off. */
  readonly enabled: boolean;
  /** The strategies, the outermost first. */
  readonly pipeline: readonly ExplainedStrategy[];
  /** The first ten delays at most of each sequence; empty where nothing is retried, or where only the call will tell. */
  readonly delays: readonly ExplainedDelay[];
  /** Undefined where only the call will tell. */
  readonly worstCase: (ExplainedWorstCase & { readonly withHints: ExplainedWorstCase }) | undefined;
  readonly warnings: readonly string[];
}
