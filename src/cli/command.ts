/** One of `npx holdfast <command>`. */
export interface Command {
  /** One line for the list of commands. */
  readonly summary: string;
  /** What `--help` prints. */
  readonly help: string;
  /**
   * Runs until it is done. What is wrong with `args` is thrown as a `ConfigError`, or as the error of `parseArgs`.
   *
   * @param print writes a line to standard output
   */
  run(args: readonly string[], print: (line: string) => void): Promise<void>;
}
