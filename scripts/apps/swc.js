// Compiles the application in a folder with the swc that is installed beside it.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const [, , app, dialect, folder] = process.argv;
const { transformSync } = createRequire(join(folder, 'package.json'))('@swc/core');
const legacy = dialect === 'legacy';
mkdirSync(join(app, 'swc'), { recursive: true });
for (const name of ['app', 'subpaths']) {
  const { code } = transformSync(readFileSync(join(app, `${name}.ts`), 'utf8'), {
    module: { type: 'es6' },
    jsc: {
      target: 'es2022',
      parser: { syntax: 'typescript', decorators: true },
      transform: legacy
        ? { legacyDecorator: true, decoratorMetadata: true }
        : { decoratorVersion: '2022-03' },
    },
  });
  writeFileSync(join(app, 'swc', `${name}.js`), code);
}
