import { read } from '../../basics/objects.js';
import { BodyNotReplayableError } from '../../errors.js';
import { causes } from '../../failure.js';

// Known to every copy of the package.
const FINAL = Symbol.for('holdfast.final@1');

/** Marks an error that another attempt cannot help. */
export const final = <E extends Error>(error: E): E => Object.defineProperty(error, FINAL, { value: true });

/** Whether another attempt would end in the same way before anything was sent, whatever a rule says. */
export function isFinal(error: unknown): boolean {
  for (const link of causes(error)) {
    if (link instanceof BodyNotReplayableError) return true;
    if (read(link, FINAL) === true) return true;
  }
  return false;
}
