/**
 * What the files of a worker share, beyond what `leftovers.ts` counts: the globals, the built-in modules and prototypes
 * that can be patched, the axios that all import, the environment, the clock. A file that changes them changes what the next one tests.
 */
import dns from 'node:dns';
import http from 'node:http';
import https from 'node:https';
import net from 'node:net';
import axios from 'axios';

/** Values by the path to them. */
export type World = ReadonlyMap<string, unknown>;

const SHARED: Readonly<Record<string, object>> = {
  globalThis,
  console,
  performance,
  Math,
  Error,
  'Object.prototype': Object.prototype,
  'Array.prototype': Array.prototype,
  'Promise.prototype': Promise.prototype,
  'AbortSignal.prototype': AbortSignal.prototype,
  'Response.prototype': Response.prototype,
  'node:http': http,
  'node:https': https,
  'node:net': net,
  'node:dns': dns,
  // One for all files, which `attach` equips for good.
  'axios.defaults': axios.defaults,
  'process.stdout': process.stdout,
  'process.stderr': process.stderr,
  'process.env': process.env,
};

/** In place of what is made when it is first asked for. */
const NOT_YET = Symbol('not yet');

/** Methods of the process that tests replace. Its other properties come and go. */
const OF_PROCESS = ['emitWarning', 'exit', 'exitCode', 'nextTick', 'hrtime'] as const;

/** As it is now. Getters are not asked: some of Node's load what they stand for. */
export function world(): World {
  const found = new Map<string, unknown>();
  for (const [path, object] of Object.entries(SHARED)) {
    for (const key of Reflect.ownKeys(object)) {
      const { value = NOT_YET } = Object.getOwnPropertyDescriptor(object, key) ?? {};
      // Objects come to be where they are first needed.
      if (typeof value !== 'object' || value === null) found.set(`${path}.${String(key)}`, value);
    }
  }
  for (const key of OF_PROCESS) found.set(`process.${key}`, process[key]);
  found.set('process.cwd()', process.cwd());
  found.set('the clock of holdfast', Reflect.get(globalThis, Symbol.for('holdfast.clock@1'))?.replacement);
  const { enabled = true, byName = new Map() } =
    Reflect.get(globalThis, Symbol.for('holdfast.configuration@1')) ?? {};
  found.set('what configure() has set', !enabled || byName.size > 0);
  return found;
}

/** The paths whose values are now others than in `before`. */
export function changes(before: World): string[] {
  const after = world();
  const paths = new Set([...before.keys(), ...after.keys()]);
  return [...paths].filter((path) => {
    const was = before.get(path);
    // Libraries leave something on the global object when they are loaded, and the next file does not load them again.
    const isNew = path.startsWith('globalThis.') && !before.has(path);
    // The helpers of tslib, which is there once for `import` and once for `require`.
    const isHelper = path.startsWith('globalThis.__');
    return was !== NOT_YET && !isNew && !isHelper && !Object.is(was, after.get(path));
  });
}
