import { bracketed } from '../basics/host.js';
import { suggest } from '../basics/nearest.js';
import { show } from '../basics/show.js';
import { ConfigError } from '../errors.js';
import type { FAULTS, FaultName } from './catalogue.js';
import type { Fault, Params, Values } from './fault.js';
import { type Listener, listen } from './listener.js';
import { type FaultServerOptions, readOptions } from './options.js';
import { toQuery } from './params.js';
import type { FaultRequest } from './record.js';
import { refuse } from './refuse.js';
import { provide } from './tls/provide.js';

type ParamsOf<F> = F extends FaultName ? (typeof FAULTS)[F]['params'] : F extends Fault<infer P> ? P : Params;

/** A server may run for days. */
const LONGEST_RECORD = 100_000;

/** A fault of a server that runs. */
interface Running {
  readonly fault: Fault;
  readonly listener: Listener;
}

/** A server that fails in every way it knows, each on a port of its own. */
export interface FaultServer {
  /** What listens, in the order of the ports. */
  readonly faults: readonly { readonly fault: Fault; readonly port: number; readonly url: string }[];
  /** What was not asked for by name and cannot be had, because an optional package is missing. */
  readonly unavailable: readonly { readonly fault: Fault; readonly reason: string }[];
  /** The authority behind the certificates of the TLS faults, in PEM, for clients to trust; if one of them runs. */
  readonly ca: string | undefined;
  /** The address of a fault. `params` replace its defaults, which are in `FAULTS`. */
  url<F extends FaultName | Fault>(fault: F, params?: Partial<Values<ParamsOf<F>>>): string;
  /** The port of a fault, by name or by its offset in hamms. */
  port(fault: FaultName | Fault | number): number;
  /** What has reached the server, or one fault of it, oldest first: the last 100,000 requests. */
  requests(fault?: FaultName | Fault): readonly FaultRequest[];
  /** Starts afresh on the same ports: requests, counters and schedules are forgotten, and what is under way is cut. */
  reset(): Promise<void>;
  /** Frees all ports, connections and timers at once, whatever is under way. Again, it does nothing. */
  stop(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Opens all ports, or none. */
async function openAll(opening: readonly Promise<Running>[]): Promise<Running[]> {
  const results = await Promise.allSettled(opening);
  const failed = results.find((result) => result.status === 'rejected');
  const opened = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  if (failed === undefined) return opened;
  await Promise.all(opened.map(({ listener }) => listener.stop()));
  throw failed.reason;
}

/**
 * Starts a server whose faults are real: sockets that are reset, bytes that stall, headers that lie. For tests of code
 * that calls HTTP APIs.
 *
 * @throws ConfigError for options that make no sense; the error of Node if a port is not free
 * @example
 * const faults = await startFaultServer({ only: ['status'] });
 * const response = await fetch(faults.url('status', { status: 503 }));
 * console.log(response.status, faults.requests('status').length); // 503 1
 * await faults.stop();
 */
export async function startFaultServer(options: FaultServerOptions = {}): Promise<FaultServer> {
  const { host, hamms, onRequest, random, faults } = readOptions(options);
  const requests: FaultRequest[] = [];
  const record = (request: FaultRequest): void => {
    if (requests.push(request) > LONGEST_RECORD) requests.shift();
    onRequest?.(request);
  };
  const { certificates, missing } = await provide(
    faults.map(({ fault }) => fault),
    host,
  );
  const lacking = faults.filter(({ fault }) => missing !== undefined && fault.needs !== undefined);
  if (lacking.some(({ isNamed }) => isNamed)) throw missing;
  const unavailable = lacking.map(({ fault }) => ({ fault, reason: missing?.message ?? '' }));
  const available = faults.filter((each) => !lacking.includes(each));
  const running = await openAll(
    available.map(async ({ fault, port }) => ({
      fault,
      listener: await (fault.serve
        ? listen(fault, port, { host, hamms, random, record, certificates })
        : refuse(port, host)),
    })),
  );

  function find(wanted: string | Fault | number, where: string): Running {
    const key = typeof wanted === 'object' ? wanted.name : wanted;
    const found = running.find(({ fault }) => fault.name === key || fault.hamms === key);
    if (found) return found;
    const names = running.map(({ fault }) => fault.name);
    const reason = unavailable.find(({ fault }) => fault.name === key)?.reason;
    if (reason !== undefined) throw new ConfigError(`${where}: ${show(key)} is not running: ${reason}`);
    throw new ConfigError(`${where}: no fault ${show(key)} is running${suggest(String(key), names)}`);
  }

  // Who listens everywhere is reached at home.
  const name = { '0.0.0.0': '127.0.0.1', '::': '::1' }[host] ?? host;
  const address = ({ fault, listener }: Running): string =>
    `${fault.scheme ?? 'http'}://${bracketed(name)}:${listener.port}/`;

  let stopping: Promise<unknown> | undefined;
  const stop = async (): Promise<void> => {
    stopping ??= Promise.all(running.map(({ listener }) => listener.stop()));
    await stopping;
  };
  return {
    faults: running.map((one) => ({ fault: one.fault, port: one.listener.port, url: address(one) })),
    unavailable,
    ca: certificates?.ca,
    url(wanted, params = {}) {
      const one = find(wanted, 'faults.url');
      return `${address(one)}${toQuery(one.fault.params, params, `faults.url('${one.fault.name}')`)}`;
    },
    port: (wanted) => find(wanted, 'faults.port').listener.port,
    requests(wanted) {
      if (wanted === undefined) return [...requests];
      const { name } = find(wanted, 'faults.requests').fault;
      return requests.filter(({ fault }) => fault === name);
    },
    async reset() {
      requests.length = 0;
      await Promise.all(running.map(({ listener }) => listener.reset()));
    },
    stop,
    [Symbol.asyncDispose]: stop,
  };
}
