import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { columns } from '../basics/columns.js';
import { oneLine } from '../basics/text.js';
import { wall } from '../clock.js';
import { ConfigError, unexpected } from '../errors.js';
import {
  type FaultName,
  type FaultRequest,
  type FaultServer,
  type FaultServerOptions,
  startFaultServer,
} from '../faults/index.js';
import type { Command } from './command.js';

const HELP = `Usage: holdfast faults [options]

Serves faults over HTTP and TCP, each on a port of its own, until Ctrl-C.

  --port <n>      the base port, 5500 by default: hamms' faults listen on +1 to +16 as hamms has them, and nothing on
                  +0; the others from +17 on. 0 for any ports that are free
  --only <names>  these faults only, separated by commas
  --host <name>   the address to listen on, 127.0.0.1 by default
  --hamms         answers as hamms 1.3 does, with its Server header
  --seed <n>      makes chance repeat
  --ca <file>     writes the authority of the TLS faults there, in PEM, for clients to trust
  --help          prints this

PARAMETERS go into the query of an address, with the first of several as the default: ?status=503`;

function number(value: string, option: string): number {
  if (/^\d{1,15}$/.test(value)) return Number(value);
  throw unexpected(`--${option}`, 'a whole number', value);
}

interface Wanted {
  readonly options: FaultServerOptions;
  readonly ca: string | undefined;
}

function readArgs(args: readonly string[]): Wanted {
  const { values } = parseArgs({
    args: [...args],
    options: {
      port: { type: 'string', default: '5500' },
      only: { type: 'string', multiple: true },
      host: { type: 'string', default: '127.0.0.1' },
      hamms: { type: 'boolean', default: false },
      seed: { type: 'string' },
      ca: { type: 'string' },
    },
  });
  const options = {
    basePort: number(values.port, 'port'),
    host: values.host,
    hamms: values.hamms,
    ...(values.only && { only: values.only.flatMap((names) => names.split(',')) as FaultName[] }),
    ...(values.seed !== undefined && { seed: number(values.seed, 'seed') }),
  };
  return { options, ca: values.ca };
}

/** What to do about the certificates of the TLS faults, if there are any. */
async function handOut(authority: string | undefined, file: string | undefined): Promise<string> {
  if (file === undefined)
    return authority === undefined ? '' : '\nFor clients to trust the TLS faults: --ca <file>.';
  if (authority === undefined)
    throw new ConfigError('--ca: there is no authority, for no fault of TLS is served');
  await writeFile(file, authority).catch((cause: Error) => {
    throw new ConfigError(`--ca: ${cause.message}`, { cause });
  });
  return `\nThe authority of the TLS faults: curl --cacert ${file}, NODE_EXTRA_CA_CERTS=${file}`;
}

/** `status=200 form=seconds|date`: what the query may say. */
const params = (of: object): string =>
  Object.entries(of)
    .map(([name, value]) => `${name}=${Array.isArray(value) ? value.join('|') : value}`)
    .join(' ');

function table({ faults, unavailable }: FaultServer): string {
  const rows = faults.map(({ fault, url }) => [url, fault.name, fault.summary, params(fault.params)]);
  const missing = unavailable.map(({ fault, reason }) => ['not available', fault.name, reason, '']);
  return columns([['ADDRESS', 'FAULT', 'WHAT IT DOES', 'PARAMETERS'], ...rows, ...missing]).join('\n');
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
    const { options, ca } = readArgs(args);
    const server = await start({ ...options, onRequest: (request) => print(logged(request)) });
    try {
      const hint = await handOut(server.ca, ca);
      print(`${table(server)}\n${hint}\nCtrl-C ends it.`);
      await interrupted();
    } finally {
      await server.stop();
    }
  },
};
