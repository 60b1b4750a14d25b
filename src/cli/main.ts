import { inspect } from 'node:util';
import { ConfigError } from '../errors.js';
import { nearest } from '../nearest.js';
import type { Command } from './command.js';
import { explain } from './explain.js';
import { faults } from './faults.js';

const COMMANDS: Readonly<Record<string, Command>> = { explain, faults };

const LIST = Object.entries(COMMANDS).map(([name, { summary }]) => `  ${name.padEnd(10)}${summary}`);

const HELP = [
  'Usage: holdfast <command> [options]',
  '',
  ...LIST,
  '',
  'holdfast <command> --help tells more.',
].join('\n');

/** Where the two streams of a process go. */
interface Output {
  out(text: string): void;
  error(text: string): void;
}

const isHelp = (arg: string): boolean => arg === '--help' || arg === '-h';

function find(name: string): Command {
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (command) return command;
  const meant = nearest(name, Object.keys(COMMANDS));
  throw new ConfigError(`there is no command ${name}${meant ? `; did you mean ${meant}?` : ''}\n\n${HELP}`);
}

/** What was typed is wrong, and no line of code. */
const isUsers = (error: unknown): error is Error =>
  error instanceof ConfigError || /^ERR_PARSE_ARGS/.test(String((error as { code?: unknown } | null)?.code));

/**
 * Runs a command line, of which `args` is what follows the name of the program.
 *
 * @returns the exit code: 0, or 2 for a command line that makes no sense, or 1 for what else went wrong
 */
export async function main(args: readonly string[], { out, error }: Output): Promise<number> {
  const [name = 'help', ...rest] = args;
  try {
    if (name === 'help' || isHelp(name)) out(HELP);
    else {
      const command = find(name);
      if (rest.some(isHelp)) out(command.help);
      else await command.run(rest, out);
    }
    return 0;
  } catch (failure) {
    error(`holdfast: ${isUsers(failure) ? failure.message : inspect(failure)}`);
    return isUsers(failure) ? 2 : 1;
  }
}
