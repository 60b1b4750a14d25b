import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { nearest } from '../basics/nearest.js';
import { isObject } from '../basics/objects.js';
import { ConfigError } from '../errors.js';
import { explanationOf } from '../explain/explain.js';
import { Explanation } from '../explain/explanation.js';
import type { ExplainedMethod } from '../explain/types.js';
import type { Command } from './command.js';
import { told } from './told.js';

const USAGE = 'holdfast explain <module.js> [TodoApi | TodoApi.getItem] [--json | --svg]';

/**
 * `npx holdfast explain dist/todo-api.js`: what `explain` says about every decorated class, and every policy, that a
 * module exports. Loading the module runs it, as an import does.
 *
 * @throws ConfigError once the rest is printed, for exports that cannot be explained
 */
async function explainModule(args: readonly string[], print: (text: string) => void): Promise<void> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { json: { type: 'boolean' }, svg: { type: 'boolean' } },
  });
  const [file, name] = positionals;
  if (file === undefined || positionals.length > 2) throw new ConfigError(`usage: ${USAGE}`);
  if (values.json && values.svg) throw new ConfigError('--json and --svg: expected one of them');
  if (!existsSync(file)) throw new ConfigError(`there is no file ${file}`);
  const { methods, problems } = found(await load(file));
  const chosen = methods.filter((method) => name === undefined || isNamed(method.name, name));
  if (chosen.length > 0) {
    const explanation = new Explanation(name ?? file, chosen);
    const text = values.svg ? explanation.toSVG() : explanation.toString();
    print(values.json ? JSON.stringify(explanation, null, 2) : text);
  } else if (methods.length > 0) {
    const names = methods.map((method) => method.name);
    const meant = nearest(name as string, [...names, ...names.map((full) => full.replace(/\..*/, ''))]);
    const advice = meant ? `did you mean ${meant}?` : `there are ${names.join(', ')}`;
    problems.push(`${file} exports nothing guarded that is called ${name}; ${advice}`);
  } else if (problems.length === 0) {
    problems.push(`${file} exports no class that holdfast guards, and no policy`);
  }
  if (problems.length > 0) throw new ConfigError(problems.join('\n'));
}

/** Node before 22.18 knows no TypeScript, and no Node knows TSX. */
async function load(file: string): Promise<Readonly<Record<string, unknown>>> {
  try {
    return await import(pathToFileURL(resolve(file)).href);
  } catch (cause) {
    const { code } = Object(cause) as { code?: unknown };
    if (code !== 'ERR_UNKNOWN_FILE_EXTENSION' || !/\.[cm]?tsx?$/.test(file)) throw cause;
    throw new ConfigError(`${file} is TypeScript, which this Node cannot run: compile it first`, { cause });
  }
}

const isNamed = (full: string, name: string): boolean => full === name || full.startsWith(`${name}.`);

/**
 * All that can be explained, once: an instance may tell the same as its class, and CommonJS modules give their exports
 * twice, by name and within `default`.
 */
function found(module: Readonly<Record<string, unknown>>): {
  methods: ExplainedMethod[];
  problems: string[];
} {
  const methods = new Map<string, ExplainedMethod>();
  const problems = new Map<string, string>();
  for (const exported of [module, module.default].filter(isObject)) {
    for (const name of Object.keys(exported)) {
      try {
        for (const { ...method } of explanationOf(exported[name])?.methods ?? []) {
          // A policy has no name of its own but its class's, of which there may be several.
          if (!method.name.includes('.') && name !== 'default') method.name = name;
          methods.set(JSON.stringify(method), method);
        }
      } catch (error) {
        problems.set(name, `the export ${name} cannot be explained: ${told(error)}`);
      }
    }
  }
  return { methods: [...methods.values()], problems: [...problems.values()] };
}

export const explain: Command = {
  summary: 'tells what the policies of a module do: limits, delays, the worst case',
  help: `Usage: ${USAGE}

Loads the module, which runs it, and explains every decorated class and every policy that it exports; or one class,
or one method.

  --json  as JSON
  --svg   as a picture
  --help  prints this`,
  run: explainModule,
};
