import { relative } from 'node:path';
import { BaseSequencer, type TestSequencerConstructor, type TestSpecification } from 'vitest/node';

/**
 * These files come first among those of their project, the others as usual: the longest first, or the largest where nothing
 * is known of an earlier run. A file that mostly waits is begun early, so that others use the processors meanwhile; of all
 * that are left at the end, it would be the last by far.
 */
export const beginningWith = (first: readonly string[]): TestSequencerConstructor =>
  class extends BaseSequencer {
    override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
      const isFirst = ({ moduleId }: TestSpecification) =>
        first.includes(relative(this.ctx.config.root, moduleId));
      const sorted = await super.sort(files);
      return [...new Set(sorted.map(({ project }) => project))].flatMap((project) => {
        const own = sorted.filter((file) => file.project === project);
        return [...own.filter(isFirst), ...own.filter((file) => !isFirst(file))];
      });
    }
  };
