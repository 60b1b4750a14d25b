/** Bytes on their way through the proxy, and the time at which they came. */
export interface Chunk {
  readonly bytes: Buffer;
  readonly time: number;
}

/** Where a toxic stands in one direction of one connection: what it may know and do there. */
export interface Grip<Settings> {
  /** Those of now: they change while connections live. */
  readonly settings: Settings;
  /** For the toxic's own counting. It starts at 0 and outlives a change of the settings. */
  tally: number;
  /** True once the toxic was removed, or the connection is gone. */
  readonly lifted: boolean;
  /** A number in [0, 1) from the proxy's seed. */
  random(): number;
  /** Waits `ms`, or without end; but no longer than until the settings change or the grip is lifted. */
  wait(ms?: number): Promise<void>;
  /** The same, to a point in time. */
  until(time: number): Promise<void>;
  /** Does `task` after `ms`, unless the settings change or the grip is lifted before. */
  later(task: () => void, ms: number): void;
  /** Closes the connection at both ends, once what was passed on is written. */
  close(): void;
  /** Resets (TCP RST) the end towards which this direction flows; the other end sees an ordinary close. */
  reset(): void;
}

/** Hands bytes on, to the toxic behind or to the socket; resolves when there is room for more. */
type Next = (chunk: Chunk) => Promise<void>;

/**
 * One way in which a network misbehaves. It keeps no state of its own: one object serves all connections, and what
 * belongs to one of them is in the grip. The model is Toxiproxy's `Toxic` interface (CREATING_TOXICS.md there).
 */
export interface Toxic<Options extends object = never, Settings = unknown> {
  /** What it does, in a line. */
  readonly summary: string;
  /** The names of its options. */
  readonly options: readonly (keyof Options & string)[];
  /** @throws ConfigError for an option that makes no sense; `where` is what it was given to */
  read(options: Options, where: string): Settings;
  /** As it comes over a connection, and again whenever its settings change. */
  begin?(grip: Grip<Settings>): void;
  /** For each chunk, in order; the next one comes when this one is done. Not passing on holds the data back. */
  pass?(chunk: Chunk, next: Next, grip: Grip<Settings>): Promise<void>;
  /** Before the end of the stream is passed on. */
  end?(grip: Grip<Settings>): Promise<void>;
}
