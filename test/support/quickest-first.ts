import { relative } from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * For mutation testing only: the files that took least time in the initial run come first in those after it, for one
 * failed test is enough. Vitest has the longest first.
 */
export class QuickestFirst extends BaseSequencer {
  /** What is known of a file when it is first run again. Later runs leave out tests, or are cut short. */
  readonly #durations = new Map<string, number>();

  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return files.toSorted(
      (one, other) =>
        one.project.name.localeCompare(other.project.name) || this.#duration(one) - this.#duration(other),
    );
  }

  #duration({ project, moduleId }: TestSpecification): number {
    const file = `${project.name}:${relative(this.ctx.config.root, moduleId)}`;
    const duration = this.#durations.get(file) ?? this.ctx.cache.getFileTestResults(file)?.duration;
    if (duration !== undefined) this.#durations.set(file, duration);
    return duration ?? 0;
  }
}
