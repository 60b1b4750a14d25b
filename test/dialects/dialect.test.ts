/** Both dialects are really tested: what is compiled for one must not be handed to the other. */
import { expect, test } from 'vitest';

let legacy: boolean | undefined;
function Probe(...given: unknown[]): void {
  legacy = given.length === 3;
}
class Probed {
  @Probe
  method(): void {}
}
void Probed;

test('decorators are compiled for the dialect of the project', ({ task }) => {
  expect(legacy).toBe(task.file.projectName === 'legacy');
});
