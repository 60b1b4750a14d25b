import { readFileSync } from 'node:fs';

const { exports } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));

/** The reference of every subpath of the package, from the docstrings. */
export default {
  name: 'holdfast',
  entryPoints: Object.keys(exports)
    .filter((path) => !path.endsWith('.json'))
    .map((path) => `../src/${path === '.' ? '' : `${path.slice(2)}/`}index.ts`),
  tsconfig: 'tsconfig.json',
  plugin: ['typedoc-plugin-markdown'],
  out: 'reference',
  readme: 'none',
  disableSources: true,
  hideBreadcrumbs: true,
  hidePageHeader: true,
  entryFileName: 'index',
  useCodeBlocks: true,
  expandObjects: true,
  parametersFormat: 'table',
  // Types that only appear in signatures are described where they do.
  validation: { notExported: false },
};
