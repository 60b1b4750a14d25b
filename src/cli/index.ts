#!/usr/bin/env node
import { inspect } from 'node:util';
import { ConfigError } from '../errors.js';
import { nearest } from '../nearest.js';
import { EXPLAIN_USAGE, explainModule } from './explain.js';

/** What is done and how it is called; each gives the text to be printed. */
const COMMANDS: Readonly<Record<string, { usage: string; run(args: readonly string[]): Promise<string> }>> = {
  explain: { usage: EXPLAIN_USAGE, run: explainModule },
};

async function main([name = '', ...args]: readonly string[]): Promise<string> {
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (command !== undefined) return command.run(args);
  const usage = Object.values(COMMANDS).map((each) => each.usage);
  const help = ['usage:', ...usage].join('\n  ');
  if (['', 'help', '--help', '-h'].includes(name)) return help;
  const meant = nearest(name, Object.keys(COMMANDS));
  throw new ConfigError(`there is no command ${name}${meant ? `; did you mean ${meant}?` : ''}\n${help}`);
}

/** What was typed is wrong, and no line of code. */
const isUsers = (error: unknown): error is Error =>
  error instanceof ConfigError || /^ERR_PARSE_ARGS/.test(String((error as { code?: unknown } | null)?.code));

/** What a loaded module leaves open, such as a server, must not keep the tool alive. */
const leave = (code: number) => (): never => process.exit(code);

main(process.argv.slice(2)).then(
  (text) => process.stdout.write(`${text}\n`, leave(0)),
  (error: unknown) => {
    process.stderr.write(`${isUsers(error) ? error.message : inspect(error)}\n`, leave(1));
  },
);
