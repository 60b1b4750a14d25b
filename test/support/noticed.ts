/**
 * For mutation testing only: one failed test is enough. Vitest would still load the files that are left, though no test of
 * theirs runs any more, and that takes longer than the tests that ran.
 */
import { afterEach } from 'vitest';

const worker = globalThis as { noticed?: string };
if (worker.noticed !== undefined) throw new Error(`a test has failed already: ${worker.noticed}`);

afterEach(({ task }) => {
  if (task.result?.state === 'fail') worker.noticed = task.fullTestName;
});
