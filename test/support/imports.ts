/** Reads what a TypeScript source imports, types included, without a TypeScript parser. */
import { posix } from 'node:path';

/** Source text by path, the path relative to src and with forward slashes. */
export type Sources = Readonly<Record<string, string>>;

const COMMENT = /\/\*[\s\S]*?\*\/|\/\/[^\n]*/;
const STRING = /'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\[\s\S]|[^\\`])*`/;
// A slash begins a regular expression where no value can stand before it to be divided.
const REGEX = /(?<=(?:^|[(,=:[!&|?{};+>]|\breturn)\s*)\/(?![*/])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n[])+\//;
const COMMENT_OR_LITERAL = new RegExp(`(${COMMENT.source})|${STRING.source}|${REGEX.source}`, 'g');

/** The source without its comments. What looks like a comment within a string or a regular expression stays. */
export function withoutComments(source: string): string {
  return source.replace(COMMENT_OR_LITERAL, (text, comment) => (comment === undefined ? text : ' '));
}

const IMPORTS = [
  // import x, { type Y } from '…'; export * from '…'; import type … from '…'
  /\b(?:import|export)\s[\w\s{},*$]*?\bfrom\s*['"]([^'"]+)['"]/g,
  // import '…'
  /\bimport\s*['"]([^'"]+)['"]/g,
  // import('…'), also as a type
  /\b(?:import|require)\s*\(\s*['"`]([^'"`]+)['"`]/g,
];

/** The specifiers as written. */
export function specifiers(source: string): string[] {
  const code = withoutComments(source);
  return IMPORTS.flatMap((pattern) => [...code.matchAll(pattern)].map((match) => match[1] as string));
}

/** The file that a specifier means, relative to src; undefined for a foreign package. */
function target(file: string, specifier: string): string | undefined {
  if (specifier === 'holdfast') return 'index.ts';
  if (!specifier.startsWith('.')) return undefined;
  return posix.join(posix.dirname(file), specifier).replace(/\.js$/, '.ts');
}

/** The imports of each file that lead to another of the files. */
export function importGraph(sources: Sources): Map<string, string[]> {
  return new Map(
    Object.entries(sources).map(([file, source]) => {
      const targets = specifiers(source).map((specifier) => target(file, specifier));
      return [file, targets.filter((found) => found !== undefined)];
    }),
  );
}

/** Each cycle once, as the walk that closes it: `['a.ts', 'b.ts', 'a.ts']`. */
export function cycles(graph: ReadonlyMap<string, readonly string[]>): string[][] {
  const found: string[][] = [];
  const done = new Set<string>();
  const path: string[] = [];
  const visit = (file: string): void => {
    const at = path.indexOf(file);
    if (at >= 0) found.push([...path.slice(at), file]);
    if (at >= 0 || done.has(file)) return;
    path.push(file);
    for (const next of graph.get(file) ?? []) visit(next);
    path.pop();
    done.add(file);
  };
  for (const file of graph.keys()) visit(file);
  return found;
}
