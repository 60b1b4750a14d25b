/**
 * A policy with a backoff of its own did not compile in a project with `declaration: true`: the compiler writes down the
 * inferred type, and found no name for it among the exports.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { root, tsc, workshop } from '../support/tsc.js';

const user = `
import { attemptsOf, backoff, constant, cooldown, createClient, currentAttempt, exponential, explain, perStatus, Retry,
  RetryPolicy, resilient, rule, status } from 'holdfast';
export class Patient extends RetryPolicy {
  override backoff = exponential({ initial: '3s' });
  override rules = [rule(status(429), { backoff: constant('1s') })];
}
export const delays = { own: backoff((retry) => retry), shared: cooldown({ initial: '1s' }) };
export const state = new Patient().start();
export const first = state.next({ ok: false }, 0);
export const others = [attemptsOf(first), createClient().stats(), currentAttempt(), explain(Patient),
  perStatus({ 429: 1 }), Retry(), resilient(), status(500)] as const;
`;

const declarations = { noEmit: false, declaration: true, emitDeclarationOnly: true };

test('what the package makes can be exported without a type annotation', async () => {
  const folder = workshop();
  const installed = join(folder, 'node_modules', 'holdfast');
  mkdirSync(installed, { recursive: true });
  writeFileSync(join(installed, 'package.json'), '{ "type": "module", "exports": "./index.js" }');
  const source = { ...declarations, noCheck: true, rootDir: join(root, 'src'), outDir: installed };
  await tsc(folder, 'standard', [join(root, 'src/index.ts')], source);

  writeFileSync(join(folder, 'package.json'), '{}'); // else the name is the one of the package around
  writeFileSync(join(folder, 'user.mts'), user);
  const options = { ...declarations, paths: {}, rootDir: folder, outDir: folder };
  expect(await tsc(folder, 'standard', [join(folder, 'user.mts')], options)).toEqual([]);
  expect(readFileSync(join(folder, 'user.d.mts'), 'utf8')).toContain(
    'backoff: import("holdfast").BackoffStrategy',
  );
});
