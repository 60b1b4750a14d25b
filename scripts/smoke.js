// Loads both builds as a user does, by the package's name. The tests run on src, so that a build which type-checks
// but does not load (CommonJS interop with a dependency, say) would pass them all.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const esm = await import('holdfast');
const cjs = createRequire(import.meta.url)('holdfast');

const listed = readFileSync(new URL('../test/public-api.txt', import.meta.url), 'utf8')
  .trim()
  .split('\n');
const names = (module) =>
  Object.keys(module)
    .filter((name) => name !== '__esModule')
    .sort();

assert.notEqual(esm, cjs, 'import and require load the same build');
assert.deepEqual(names(esm), listed, 'the ESM build exports what test/public-api.txt lists');
assert.deepEqual(names(cjs), listed, 'the CommonJS build exports what test/public-api.txt lists');
console.log(`Both builds load, with ${listed.length} exports each.`);
