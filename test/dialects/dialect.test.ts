/** Both dialects are really tested: what is compiled for one must not be handed to the other. */
import { expect, test } from 'vitest';
import { legacy } from '../support/dialect.js';

test('decorators are compiled for the dialect of the project', ({ task }) => {
  expect(legacy).toBe(task.file.projectName === 'legacy');
});
