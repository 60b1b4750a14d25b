import { nearest } from '../basics/nearest.js';
import { ConfigError } from '../errors.js';
import type { Command } from './command.js';
import { explain } from './explain.js';
import { faults } from './faults.js';
import { told } from './told.js';
import { version } from './version.js';

const COMMANDS: Readonly<Record<string, Command>> = { explain, faults };

const LIST = Object.entries(COMMANDS).map(([name, { summary }]) => `  ${name.padEnd(10)}${summary}`);

const HELP = [
  'Usage: holdfast <command> [options]',
  '',
  ...LIST,
  '',
  'holdfast <command> --help tells more, holdfast --version which version this is.',
].join('\n');

/** The first line of a command's help. */
const usageOf = ({ help }: Command): string => help.slice(0, help.indexOf('\n'));

/** Where the two streams of a process go. */
interface Output {
  out(text: string): void;
  error(text: string): void;
}

const isVersion = (arg: string): boolean => arg === '--version' || arg === '-v';
const isHelp = (arg: string): boolean => arg === '--help' || arg === '-h';

function find(name: string): Command {
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (command) return command;
  if (name.startsWith('-')) throw new ConfigError(`there is no option ${name}\n\n${HELP}`);
  const meant = nearest(name, Object.keys(COMMANDS));
  throw new ConfigError(`there is no command ${name}${meant ? `; did you mean ${meant}?` : ''}\n\n${HELP}`);
}

/** What `parseArgs` says of options that there are not. */
const isParsing = (error: unknown): error is Error =>
  /^ERR_PARSE_ARGS/.test(String((error as { code?: unknown } | null)?.code));

/**
 * Runs a command line, of which `args` is what follows the name of the program.
 *
 * @returns the exit code: 0, or 1 for what went wrong, be it the command line or what it asked for
 */
export async function main(args: readonly string[], { out, error }: Output): Promise<number> {
  const [name = 'help', ...rest] = args;
  try {
    if (name === 'help' || isHelp(name)) out(HELP);
    else if (isVersion(name)) out(version());
    else await run(find(name), rest, out);
    return 0;
  } catch (failure) {
    error(`holdfast: ${told(failure)}`);
    return 1;
  }
}

async function run(command: Command, args: readonly string[], out: Output['out']): Promise<void> {
  if (args.some(isHelp)) return out(command.help);
  try {
    await command.run(args, out);
  } catch (error) {
    if (!isParsing(error)) throw error;
    throw new ConfigError(`${error.message}\n\n${usageOf(command)}`, { cause: error });
  }
}
