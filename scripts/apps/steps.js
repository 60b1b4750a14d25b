import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { COMPILERS, folderOf, NESTS, NODES } from './install.js';

const HERE = import.meta.dirname;

/** The application that `npm run example:nestjs` runs from its sources. */
const EXAMPLE = join(HERE, '..', '..', 'examples', 'nestjs');

/** What decides how imports are found and written, with the `type` of the application's package.json. */
const MODULES = {
  node16: { type: 'module', options: () => ({ module: 'node16', moduleResolution: 'node16' }) },
  'node16 (CommonJS)': {
    type: 'commonjs',
    options: () => ({ module: 'node16', moduleResolution: 'node16' }),
  },
  nodenext: { type: 'module', options: () => ({ module: 'nodenext', moduleResolution: 'nodenext' }) },
  bundler: { type: 'module', options: () => ({ module: 'esnext', moduleResolution: 'bundler' }) },
  commonjs: {
    type: 'commonjs',
    // TypeScript 6 deprecates the resolution that was the usual one with CommonJS, and 7 has it no more.
    options: (compiler) => ({
      module: 'commonjs',
      moduleResolution: compiler.startsWith('ts5') ? 'node10' : 'bundler',
    }),
  },
};

const DIALECTS = {
  standard: {},
  legacy: { experimentalDecorators: true, emitDecoratorMetadata: true },
};

/** Every program that is run, and every way in which it is compiled, as commands of Node in order. */
export function* steps(folder, subpaths) {
  const bin = (name, file) => join(folder, 'node_modules', name, file);
  const nodes = Object.keys(NODES).map((name) => ({ name, path: bin(name, join('bin', 'node')) }));
  const everywhere = function* (what, file, args = [], expects = 'held fast') {
    for (const { name, path } of nodes)
      yield { what, on: name, command: path, args: [...args, file], expects };
  };

  for (const compiler of Object.keys(COMPILERS)) {
    for (const [module, { type, options }] of Object.entries(MODULES)) {
      for (const [dialect, flags] of Object.entries(DIALECTS)) {
        const what = `${compiler}, ${module}, ${dialect}`;
        const app = application(folder, what, type, subpaths);
        const strictest = { exactOptionalPropertyTypes: true, esModuleInterop: true };
        configure(app, 'app.ts', { ...strictest, ...options(compiler), ...flags });
        yield {
          what,
          on: 'compiles',
          command: process.execPath,
          args: [bin(compiler, 'bin/tsc'), '-p', app],
        };
        yield* everywhere(what, join(app, 'out', 'app.js'));
      }
    }
  }

  for (const [dialect, flags] of Object.entries(DIALECTS)) {
    const app = application(folder, `other compilers, ${dialect}`, 'module', subpaths);
    writeFileSync(
      join(app, 'tsconfig.json'),
      JSON.stringify({ compilerOptions: { target: 'es2022', ...flags } }),
    );
    const bundle = join(app, 'bundle.cjs');
    const build = [
      '--bundle',
      '--platform=node',
      '--format=cjs',
      '--target=es2022',
      '--external:undici',
      '--external:selfsigned',
    ];
    const built = ['--log-level=error', `--outfile=${bundle}`, `--tsconfig=${join(app, 'tsconfig.json')}`];
    yield {
      what: `esbuild, ${dialect}`,
      on: 'compiles',
      command: process.execPath,
      args: [bin('esbuild', 'bin/esbuild'), join(app, 'app.ts'), ...build, ...built],
    };
    yield* everywhere(`esbuild, ${dialect}`, bundle);
    yield {
      what: `swc, ${dialect}`,
      on: 'compiles',
      command: process.execPath,
      args: [join(HERE, 'swc.js'), app, dialect, folder],
    };
    yield* everywhere(`swc, ${dialect}`, join(app, 'swc', 'app.js'));
    const tsx = [bin('tsx', 'dist/cli.mjs'), '--tsconfig', join(app, 'tsconfig.json')];
    yield* everywhere(`tsx, ${dialect}`, join(app, 'app.ts'), tsx);
    const old = application(folder, `the oldest peers, ${dialect}`, 'module', subpaths);
    const beside = { 'axios-oldest': 'axios', 'undici-oldest': 'undici', holdfast: 'holdfast' };
    for (const [as, name] of Object.entries(beside))
      cpSync(join(folder, 'node_modules', as), join(old, 'node_modules', name), { recursive: true });
    yield* everywhere(`the oldest peers, ${dialect}`, join(old, 'app.ts'), tsx);
  }

  for (const what of Object.keys(NESTS)) {
    const app = folderOf(folder, what);
    cpSync(EXAMPLE, app, { recursive: true });
    configure(app, 'main.ts', { module: 'nodenext', ...DIALECTS.legacy });
    yield { what, on: 'compiles', command: process.execPath, args: [bin('ts6', 'bin/tsc'), '-p', app] };
    yield* everywhere(what, join(app, 'out', 'main.js'), [], 'the two POSTs upstream had one key: true');
  }

  cpSync(join(HERE, 'copies.mjs'), join(folder, 'copies.mjs'));
  yield* everywhere('ESM and CommonJS in one process', join(folder, 'copies.mjs'));

  cpSync(join(HERE, 'jest.test.cjs'), join(folder, 'jest.test.cjs'));
  for (const { name, path } of nodes)
    yield {
      what: 'Jest on CommonJS',
      on: name,
      command: path,
      args: [
        bin('jest', 'bin/jest.js'),
        '--ci',
        '--rootDir',
        folder,
        '--runTestsByPath',
        join(folder, 'jest.test.cjs'),
      ],
    };
}

/** Tells the compilers of TypeScript how to make `out/` of an application. */
function configure(app, file, options) {
  const compilerOptions = {
    target: 'es2022',
    lib: ['es2023'],
    types: ['node'],
    strict: true,
    // The declarations of others are theirs to check; ours are checked by being used.
    skipLibCheck: true,
    outDir: 'out',
    rootDir: '.',
    ...options,
  };
  writeFileSync(join(app, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: [file] }));
}

function application(folder, what, type, subpaths) {
  const app = folderOf(folder, what);
  writeFileSync(join(app, 'package.json'), JSON.stringify({ private: true, type }));
  writeFileSync(join(app, 'app.ts'), readFileSync(join(HERE, 'app.ts')));
  const imports = subpaths.map((path, at) => `import * as subpath${at} from '${path}';\n`).join('');
  const list = subpaths.map((_, at) => `subpath${at}`).join(', ');
  writeFileSync(
    join(app, 'subpaths.ts'),
    `${imports}export const subpaths: readonly object[] = [${list}];\n`,
  );
  return app;
}
