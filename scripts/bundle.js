// Joins the modules of a build into two files: what needs axios, and what does not. Node takes a millisecond or so to
// find, read and compile a module, which for two hundred of them is more than axios takes to load. Nothing else is
// changed: names stay, and stack traces can be read as they are.
import { relative, sep } from 'node:path';
import { rollup } from 'rollup';

const FROM = 'dist/esm';

/** The folders that `holdfast` itself is made of, by the file that they become part of. What is left goes by entry. */
const FLOORS = {
  engine: ['.', 'telemetry', 'backoff', 'predicates', 'policies', 'configure', 'decorators', 'explain'],
  client: ['http'],
};

/** Few ask for it, and it is a tenth of all there is to compile. CommonJS can load it when somebody does. */
const LATER = 'explain';

/** `holdfast/faults` and the command line load no axios. */
function floorOf(id, format) {
  const [folder, file] = relative(FROM, id).split(sep);
  if (folder === 'index.js') return undefined;
  const floor = file === undefined ? '.' : folder;
  if (floor === LATER && format === 'cjs') return LATER;
  return Object.keys(FLOORS).find((name) => FLOORS[name].includes(floor));
}

/** Loads a file where the one thing that it exports is asked for, and not before. */
const lazily = (name) => ({
  name: 'lazily',
  renderChunk: (code) =>
    code
      .replace(`const ${name} = require('./${name}.js');\n`, '')
      .replace(
        `exports.${name} = ${name}.${name};`,
        `Object.defineProperty(exports, '${name}', { enumerable: true, get: () => require('./${name}.js').${name} });`,
      ),
});

/**
 * @param names of the entries, without `.js`
 * @param format 'es' or 'cjs'
 */
export async function bundle(names, format, dir) {
  const whole = await rollup({
    input: Object.fromEntries(names.map((name) => [name, `${FROM}/${name}.js`])),
    external: (id) => !id.startsWith('.') && !id.startsWith(FROM) && !id.startsWith('/'),
    // Unused code is for whoever bundles an application to leave out, from the modules. Here all of it is used, and what
    // looks idle is not: an object that is kept for its shape, say.
    treeshake: false,
    onwarn(warning) {
      throw new Error(warning.message);
    },
  });
  await whole.write({
    dir,
    format,
    entryFileNames: '[name].js',
    chunkFileNames: '[name].js',
    manualChunks: (id) => floorOf(id, format),
    plugins: [lazily(LATER)],
    minifyInternalExports: false,
    hoistTransitiveImports: false,
    generatedCode: { preset: 'es2015', symbols: false },
    // As tsc does it, in CommonJS: `import()` is a `require`, which Jest can follow, and the mark is always set.
    dynamicImportInCjs: false,
    interop: 'auto',
    esModule: true,
  });
  await whole.close();
}
