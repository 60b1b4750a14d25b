// Loads both builds of every subpath as a user does, by the package's name, and the modules that bundlers get. The tests
// run on src, so that a build which type-checks but does not load (CommonJS interop with a dependency, say) would pass
// them all.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const file = (path) => new URL(`../${path}`, import.meta.url);
const { exports, typesVersions } = JSON.parse(readFileSync(file('package.json'), 'utf8'));
const names = (module) =>
  Object.keys(module)
    .filter((name) => name !== '__esModule')
    .sort();

const subpaths = Object.keys(exports).filter((path) => !path.endsWith('.json'));
assert.deepEqual(
  Object.keys(typesVersions['*']),
  subpaths.slice(1).map((path) => path.slice(2)),
  'the resolution of old, which is blind to `exports`, finds the types of every subpath by `typesVersions`',
);

require('holdfast');
const isLoaded = (name) => Object.keys(require.cache).some((path) => path.endsWith(name));
assert.ok(!isLoaded('explain.js'), 'the CommonJS build loads what explains before anybody asks for it');

for (const subpath of subpaths) {
  const specifier = `holdfast${subpath.slice(1)}`;
  const esm = await import(specifier);
  const cjs = require(specifier);
  const list = `test/public-api/${specifier.replace('/', '-')}.txt`;
  const listed = readFileSync(file(list), 'utf8').trim().split('\n');
  assert.notEqual(esm, cjs, `import and require load the same build of ${specifier}`);
  assert.deepEqual(names(esm), listed, `the ESM build of ${specifier} exports what ${list} lists`);
  assert.deepEqual(names(cjs), listed, `the CommonJS build of ${specifier} exports what ${list} lists`);
  const modules = await import(file(exports[subpath].import.module));
  assert.deepEqual(names(modules), listed, `what bundlers get of ${specifier} exports what ${list} lists`);
  for (const build of [esm, cjs, modules]) {
    for (const [name, value] of Object.entries(build)) {
      if (typeof value !== 'function' || 'request' in value) continue;
      assert.equal(value.name, name, `joining the modules of ${specifier} has given ${name} another name`);
    }
  }
  console.log(`All builds of ${specifier} load, with ${listed.length} exports each.`);
}
