import { bare } from '../basics/bare.js';
import { suggest } from '../basics/nearest.js';
import { isObject } from '../basics/objects.js';
import { show } from '../basics/show.js';
import { random } from '../clock.js';
import { ConfigError, unexpected } from '../errors.js';
import { checkKeys, flag, optionalFunction } from '../options.js';
import { chance } from '../seeded.js';
import { FAULTS, type FaultName } from './catalogue.js';
import { checkName, type Fault } from './fault.js';
import type { FaultRequest } from './record.js';

export interface FaultServerOptions {
  /**
   * hamms' faults listen on the ports that hamms gives them, `basePort + 1` to `basePort + 16`, and the others from
   * `basePort + 17` on, in the order of `FAULTS`. 0, the default, gives each fault whatever port is free.
   */
  readonly basePort?: number | undefined;
  /** The address to listen on, by default `127.0.0.1`. A server that misbehaves is nothing for an open network. */
  readonly host?: string | undefined;
  /** Starts these of `FAULTS` only, by name. A port does not depend on which others are started. */
  readonly only?: readonly FaultName[] | undefined;
  /** Faults of your own, made with `defineFault`, started beside the others. */
  readonly add?: readonly Fault[] | undefined;
  /** Makes chance repeat: a whole number. */
  readonly seed?: number | undefined;
  /** Answers as hamms 1.3 does, for suites written for it: with its `Server` header, and 404 and 405 where it has them. */
  readonly hamms?: boolean | undefined;
  /** Called with each request as it arrives. */
  readonly onRequest?: ((request: FaultRequest) => void) | undefined;
}

/** The last of hamms' ports, by offset. */
const HAMMS_PORTS = 16;

const KNOWN = ['basePort', 'host', 'only', 'add', 'seed', 'hamms', 'onRequest'] as const;

const where = (option: (typeof KNOWN)[number]): string => `startFaultServer: option '${option}'`;

/** Each fault that is wanted, with its port; the order of the faults decides the ports. */
function withPorts(all: readonly Fault[], basePort: number): { fault: Fault; port: number }[] {
  let next = HAMMS_PORTS;
  return all.map((fault) => {
    const offset = fault.hamms ?? ++next;
    return { fault, port: basePort === 0 ? 0 : basePort + offset };
  });
}

function chosen(only: unknown, all: readonly Fault[]): (fault: Fault) => boolean {
  if (only === undefined) return () => true;
  if (!Array.isArray(only)) throw unexpected(where('only'), 'a list of names', only);
  const names = all.map(({ name }) => name);
  for (const name of only) {
    if (!names.includes(name)) {
      throw new ConfigError(`${where('only')}: unknown fault ${show(name)}${suggest(String(name), names)}`);
    }
  }
  return ({ name }) => only.includes(name);
}

function checkBasePort(basePort: unknown, faults: number): number {
  const highest = 65_535 - HAMMS_PORTS - faults;
  if (Number.isInteger(basePort) && (basePort as number) >= 0 && (basePort as number) <= highest) {
    return basePort as number;
  }
  throw unexpected(where('basePort'), `a port from 0 to ${highest}`, basePort);
}

/** Faults of the user's own, who may have written them without a compiler. */
function checkAdded(add: unknown): asserts add is readonly Fault[] {
  const refused = (value: unknown): ConfigError =>
    unexpected(where('add'), 'a list of faults made with defineFault', value);
  if (!Array.isArray(add)) throw refused(add);
  for (const fault of add) {
    const { name, params, hamms } = Object(fault) as Partial<Fault>;
    if (typeof name !== 'string' || !isObject(params)) throw refused(fault);
    checkName(name, where('add'));
    if (hamms !== undefined)
      throw new ConfigError(`${where('add')}: fault '${name}': the ports of hamms are taken`);
  }
}

/** Reads the options, all of which may be left out. */
export function readOptions(given: FaultServerOptions) {
  checkKeys(given, KNOWN, 'startFaultServer');
  const { basePort = 0, host = '127.0.0.1', only, add = [], seed, hamms = false, onRequest } = bare(given);
  optionalFunction(onRequest, where('onRequest'));
  if (typeof host !== 'string' || host === '') {
    throw unexpected(where('host'), "an address such as '127.0.0.1'", host);
  }
  flag(hamms, where('hamms'));
  checkAdded(add);
  const all: readonly Fault[] = [...Object.values<Fault>(FAULTS), ...add];
  const twice = all.find(({ name }, index) => all.findIndex((other) => other.name === name) !== index);
  if (twice) throw new ConfigError(`${where('add')}: there is a fault '${twice.name}' already`);
  const ports = withPorts(all, checkBasePort(basePort, all.length));
  const isChosen = chosen(only, all);
  return {
    host,
    hamms,
    onRequest,
    random: seed === undefined ? random : chance(seed, where('seed')),
    faults: ports
      .filter(({ fault }) => isChosen(fault) || add.includes(fault))
      .map((each) => ({ ...each, isNamed: only !== undefined || add.includes(each.fault) })),
  };
}
