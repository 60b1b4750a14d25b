import { currentScope, enclosing, runIn } from '../attempt.js';
import { AttemptTimeoutError, causedBy } from '../errors.js';
import { failureBefore } from '../policies/history/history.js';
import { Scope } from '../scope.js';

/** Bounds one attempt, and aborts its requests for real. No call of its own: it is one attempt to whoever counts them. */
export async function timed<T>(ms: number, name: string, work: () => Promise<T>): Promise<T> {
  const scope = new Scope(currentScope());
  scope.limit(ms, () => {
    const attempt = enclosing(scope);
    const cause = attempt && failureBefore(attempt.call);
    const message = `${name}: attempt ${attempt?.number ?? 1} took longer than ${ms} ms`;
    return new AttemptTimeoutError(message, ms, causedBy(cause));
  });
  try {
    return await scope.guard(runIn(scope, work, undefined));
  } finally {
    scope.close();
  }
}
