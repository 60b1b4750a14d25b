import { parseArgs } from 'node:util';
import { wall } from '../clock.js';
import { ConfigError, show } from '../errors.js';
import {
  type FaultName,
  type FaultRequest,
  type FaultServer,
  type FaultServerOptions,
  startFaultServer,
} from '../faults/index.js';
import { oneLine } from '../text.js';
import { columns } from './columns.js';
import type { Command } from './command.js';

const HELP = `Usage: holdfast faults [options]

Serves faults over HTTP and TCP, each on a port of its own, until Ctrl-C.

  --port <n>      the base port, 5500 by default: hamms' faults listen on +1 to +16 as hamms has them, and nothing on
                  +0; the others from +17 on. 0 for any ports that are free
  --only <names>  these faults only, separated by commas
  --host <name>   the address to listen on, 127.0.0.1 by default
  --hamms         answers as hamms 1.3 does, with its Server header
  --seed <n>      makes chance repeat
  --help          prints this`;

function number(value: string, option: string): number {
  if (/^\d{1,15}$/.test(value)) return Number(value);
  throw new ConfigError(`--${option}: expected a whole number, got ${show(value)}`);
}

function readArgs(args: readonly string[]): FaultServerOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      port: { type: 'string', default: '5500' },
      only: { type: 'string', multiple: true },
      host: { type: 'string', default: '127.0.0.1' },
      hamms: { type: 'boolean', default: false },
      seed: { type: 'string' },
    },
  });
  return {
    basePort: number(values.port, 'port'),
    host: values.host,
    hamms: values.hamms,
    ...(values.only && { only: values.only.flatMap((names) => names.split(',')) as FaultName[] }),
    ...(values.seed !== undefined && { seed: number(values.seed, 'seed') }),
  };
}

/** `status=200 form=seconds|date`: what the query may say. */
const params = (of: object): string =>
  Object.entries(of)
    .map(([name, value]) => `${name}=${Array.isArray(value) ? value.join('|') : value}`)
    .join(' ');

function table({ faults, unavailable }: FaultServer): string {
  const rows = faults.map(({ fault, url }) => [url, fault.name, fault.summary, params(fault.params)]);
  const missing = unavailable.map(({ fault, reason }) => ['not available', fault.name, reason, '']);
  return columns([['ADDRESS', 'FAULT', 'WHAT IT DOES', 'PARAMETERS'], ...rows, ...missing]);
}

/** One line, whatever a client has sent. */
function logged({ fault, method, url, connection }: FaultRequest): string {
  const time = new Date(wall()).toISOString().slice(11, 23);
  const what = method === '' ? 'bytes that are no HTTP request' : `${method} ${url}`;
  return oneLine(`${time}  ${fault}  ${what}  (connection ${connection})`);
}

async function start(options: FaultServerOptions): Promise<FaultServer> {
  try {
    return await startFaultServer(options);
  } catch (error) {
    const { code, port } = error as NodeJS.ErrnoException & { port?: number };
    if (code !== 'EADDRINUSE') throw error;
    throw new ConfigError(`port ${port} is in use; --port chooses other ports`, { cause: error });
  }
}

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/** The first of two Ctrl-C ends in good order; the second ends at once, as without us. */
const interrupted = (): Promise<void> =>
  new Promise((resolve) => {
    const end = (): void => {
      for (const signal of SIGNALS) process.off(signal, end);
      resolve();
    };
    for (const signal of SIGNALS) process.on(signal, end);
  });

export const faults: Command = {
  summary: 'serves faults over HTTP and TCP, to test clients against',
  help: HELP,
  async run(args, print) {
    const server = await start({ ...readArgs(args), onRequest: (request) => print(logged(request)) });
    print(table(server));
    print('\nCtrl-C ends it.');
    await interrupted();
    await server.stop();
  },
};
