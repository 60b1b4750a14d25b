/**
 * Holds for every test file of every project: nothing fails unheard, Node has nothing to warn about, and calls that
 * are over leave nothing behind.
 */
import { afterAll, afterEach } from 'vitest';
import { leftovers, resources } from './leftovers.js';

const realSetImmediate = globalThis.setImmediate;
const complaints: string[] = [];

// Each of these was a defect of a retry library: a listener per attempt, a delay beyond what a timer can hold.
const WARNINGS = new Set(['MaxListenersExceededWarning', 'TimeoutOverflowWarning']);

function complain(kind: string, what: unknown): void {
  complaints.push(`${kind}: ${what instanceof Error ? (what.stack ?? what.message) : String(what)}`);
}

const onRejection = (reason: unknown): void => complain('unhandled rejection', reason);
const onException = (error: unknown): void => complain('uncaught exception', error);
const onWarning = (warning: Error): void => {
  if (WARNINGS.has(warning.name)) complain('process warning', warning);
};
process.on('unhandledRejection', onRejection);
process.on('uncaughtException', onException);
process.on('warning', onWarning);

const before = resources();

function expectNoComplaints(): void {
  const heard = complaints.splice(0);
  if (heard.length > 0) throw new Error(heard.join('\n'));
}

afterEach(async () => {
  // Node reports rejections and warnings at the end of the turn: let it end, so that the right test is blamed.
  await new Promise((resolve) => realSetImmediate(resolve));
  expectNoComplaints();
});

// Hooks run in reverse order, so this one comes after those in which the file closes its servers.
afterAll(async () => {
  const found = await leftovers(before);
  // Where files share a process, the next one listens for itself.
  process
    .off('unhandledRejection', onRejection)
    .off('uncaughtException', onException)
    .off('warning', onWarning);
  expectNoComplaints();
  if (found.length > 0) throw new Error(`left behind by this file: ${found.join(', ')}`);
});
