/**
 * Holds for every test file of every project: nothing fails unheard, Node has nothing to warn about, calls that are over
 * leave nothing behind, and the file leaves the process as it found it. Many files run in one process, one after the
 * other, and this file anew for each: which of them it was is known by the time at which it was.
 */
import './stacks.js';
import { afterAll, afterEach } from 'vitest';
import { leftovers, resources } from './leftovers.js';
import { changes, world } from './world.js';

const realSetImmediate = globalThis.setImmediate;
const complaints: string[] = [];

// Each of these was a defect of a retry library: a listener per attempt, a delay beyond what a timer can hold.
const WARNINGS = new Set(['MaxListenersExceededWarning', 'TimeoutOverflowWarning']);

function complain(kind: string, what: unknown): void {
  complaints.push(`${kind}: ${what instanceof Error ? (what.stack ?? what.message) : String(what)}`);
}

const listeners = {
  unhandledRejection: (reason: unknown): void => complain('unhandled rejection', reason),
  uncaughtException: (error: unknown): void => complain('uncaught exception', error),
  warning: (warning: Error): void => {
    if (WARNINGS.has(warning.name)) complain('process warning', warning);
  },
};
for (const [event, listener] of Object.entries(listeners)) process.on(event, listener);

const before = { resources: resources(), world: world() };

function expectNoComplaints(): void {
  const heard = complaints.splice(0);
  if (heard.length > 0) throw new Error(heard.join('\n'));
}

/** Node reports rejections and warnings at the end of the turn: let it end, so that the right test is blamed. */
const endOfTurn = () => new Promise((resolve) => realSetImmediate(resolve));

afterEach(async () => {
  await endOfTurn();
  expectNoComplaints();
});

// Hooks run in reverse order, so this one comes after those in which the file closes its servers.
afterAll(async () => {
  const found = await leftovers(before.resources);
  await endOfTurn();
  for (const [event, listener] of Object.entries(listeners)) process.off(event, listener);
  expectNoComplaints();
  if (found.length > 0) throw new Error(`left behind by this file: ${found.join(', ')}`);
  const changed = changes(before.world);
  if (changed.length > 0) throw new Error(`changed by this file, and not back: ${changed.join(', ')}`);
});
