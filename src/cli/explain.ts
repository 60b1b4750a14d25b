import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { nearest } from '../basics/nearest.js';
import { ConfigError } from '../errors.js';
import { explanationOf } from '../explain/explain.js';
import { Explanation } from '../explain/explanation.js';
import type { Command } from './command.js';

const USAGE = 'holdfast explain <module.js> [TodoApi | TodoApi.getItem] [--json | --svg]';

/**
 * `npx holdfast explain dist/todo-api.js`: what `explain` says about every decorated class, and every policy, that a
 * module exports. Loading the module runs it, as an import does.
 *
 * @returns what is to be printed
 */
export async function explainModule(args: readonly string[]): Promise<string> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { json: { type: 'boolean' }, svg: { type: 'boolean' } },
  });
  const [file, name] = positionals;
  if (file === undefined || positionals.length > 2) throw new ConfigError(`usage: ${USAGE}`);
  if (!existsSync(file)) throw new ConfigError(`there is no file ${file}`);
  const found = explanations(await import(pathToFileURL(resolve(file)).href));
  const methods = found.flatMap((explanation) => explanation.methods);
  const chosen = methods.filter((method) => name === undefined || isNamed(method.name, name));
  if (methods.length === 0)
    throw new ConfigError(`${file} exports no class that holdfast guards, and no policy`);
  if (chosen.length === 0) {
    const names = methods.map((method) => method.name);
    const meant = nearest(name as string, [...names, ...names.map((full) => full.replace(/\..*/, ''))]);
    throw new ConfigError(
      `${file} exports nothing guarded that is called ${name}; ${meant ? `did you mean ${meant}?` : `there are ${names.join(', ')}`}`,
    );
  }
  const explanation = new Explanation(name ?? file, chosen);
  if (values.json) return JSON.stringify(explanation, null, 2);
  return values.svg ? explanation.toSVG() : explanation.toString();
}

const isNamed = (full: string, name: string): boolean => full === name || full.startsWith(`${name}.`);

/** Each thing once, though CommonJS modules give their exports twice: by name, and within `default`. */
function explanations(module: Readonly<Record<string, unknown>>): Explanation[] {
  const inner = typeof module.default === 'object' && module.default !== null ? module.default : {};
  const things = new Set([...Object.values(module), ...Object.values(inner)]);
  return [...things].flatMap((thing) => explanationOf(thing) ?? []);
}

export const explain: Command = {
  summary: 'tells what the policies of a module do: limits, delays, the worst case',
  help: `Usage: ${USAGE}

Loads the module, which runs it, and explains every decorated class and every policy that it exports; or one class,
or one method.

  --json  as JSON
  --svg   as a picture
  --help  prints this`,
  run: async (args, print) => print(await explainModule(args)),
};
