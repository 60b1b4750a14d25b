import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { bare } from '../../basics/bare.js';
import { bareHost, bracketed } from '../../basics/host.js';
import { show } from '../../basics/show.js';
import { random } from '../../clock.js';
import { ConfigError, unexpected } from '../../errors.js';
import { checkKeys } from '../../options.js';
import { seededRandom } from '../../seeded.js';
import { Connection } from './connection.js';
import { Entry, type ToxicScope } from './entry.js';
import { TOXICS, type ToxicKind, type ToxicOptions } from './toxics/index.js';
import { addressOf, type Upstream } from './upstream.js';

export interface ProxyOptions {
  /** The server behind it: `'host:port'`, an origin, or `{ host, port }`. */
  readonly upstream: Upstream;
  /** The port to listen on. Default 0: any that is free. */
  readonly port?: number | undefined;
  /** The address to listen on. Default `'127.0.0.1'`: nobody but this machine. */
  readonly host?: string | undefined;
  /** The same seed draws the same chances. Default: another one each time; it is in `seed`. */
  readonly seed?: number | undefined;
}

/** A toxic that was added; it can be changed and removed while connections live. */
export interface AddedToxic<Kind extends ToxicKind = ToxicKind> {
  readonly kind: Kind;
  /** As given, with what was changed since. */
  readonly options: ToxicOptions<Kind> & ToxicScope;
  /**
   * Changes some of the options, also for the connections that it already came over. With a new `direction` or
   * `toxicity` it is drawn anew which ones those are.
   */
  update(options: Partial<ToxicOptions<Kind> & ToxicScope>): void;
  /** What it held back goes on at once. */
  remove(): void;
}

/** Options may be left out where none is required. */
type Given<Options> = Partial<Options> extends Options ? [options?: Options] : [options: Options];

/** A proxy that runs; made by `proxy()`. */
export class FaultProxy {
  readonly url: string;
  readonly port: number;
  readonly seed: number;
  readonly #server: Server;
  readonly #dial: () => Socket;
  readonly #draw: () => () => number;
  readonly #entries = new Map<AddedToxic, Entry>();
  readonly #connections = new Set<Connection>();
  #accepted = 0;
  #isClosed = false;
  #turned: Promise<void> = Promise.resolve();

  constructor(server: Server, url: string, dial: () => Socket, seed: number) {
    this.#server = server.on('connection', (socket) => this.#accept(socket));
    this.#dial = dial;
    this.url = url;
    this.port = (server.address() as AddressInfo).port;
    this.seed = seed;
    const chances = seededRandom(seed);
    this.#draw = () => seededRandom(Math.floor(chances() * 2 ** 32));
  }

  /** How many connections are open through it. */
  get connections(): number {
    return this.#connections.size;
  }

  /** How many were opened so far. */
  get accepted(): number {
    return this.#accepted;
  }

  /** In the order in which data passes them: the one that was added first comes first. */
  get toxics(): readonly AddedToxic[] {
    return [...this.#entries.keys()];
  }

  /**
   * Adds a toxic, for the connections that are open and those to come.
   *
   * @throws ConfigError for an option that makes no sense
   */
  add<Kind extends ToxicKind>(
    kind: Kind,
    ...[options]: Given<ToxicOptions<Kind> & ToxicScope>
  ): AddedToxic<Kind> {
    if (!Object.hasOwn(TOXICS, kind)) {
      throw new ConfigError(
        `proxy.add: unknown toxic ${show(kind)}; known are ${Object.keys(TOXICS).join(', ')}`,
      );
    }
    const entry = new Entry(TOXICS[kind], options ?? {}, `proxy.add('${kind}')`);
    const seizeAll = (): void => {
      for (const connection of this.#connections) entry.seize(connection, this.#draw);
    };
    const added: AddedToxic<Kind> = {
      kind,
      get options() {
        return entry.options as ToxicOptions<Kind> & ToxicScope;
      },
      update: (changes) => {
        if (!entry.change(changes)) return;
        entry.lift();
        if (this.#entries.has(added)) seizeAll();
      },
      remove: () => {
        this.#entries.delete(added);
        entry.lift();
      },
    };
    this.#entries.set(added, entry);
    seizeAll();
    return added;
  }

  /** Removes all toxics. */
  clear(): void {
    for (const toxic of this.#entries.keys()) toxic.remove();
  }

  /** As if the server had died: open connections are closed, and new ones refused until `up()`. */
  down(): Promise<void> {
    return this.#turn(() => {
      this.#server.close();
      return this.#cut();
    });
  }

  /**
   * Listens again, on the same port.
   *
   * @throws ConfigError once it was closed: the port may be somebody else's
   */
  async up(): Promise<void> {
    if (this.#isClosed) throw new ConfigError('proxy.up: this proxy is closed; proxy() makes another one');
    await this.#turn(async () => {
      if (this.#server.listening) return;
      await listening(this.#server, this.port, bareHost(new URL(this.url).hostname));
    });
  }

  /** Frees the port and every socket at once. */
  close(): Promise<void> {
    this.#isClosed = true;
    return this.#turn(async () => {
      const closed = new Promise((resolve) => this.#server.close(resolve));
      await this.#cut();
      await closed;
    });
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** One after another: a server that is only about to listen can be neither closed nor opened again. */
  #turn(step: () => Promise<void>): Promise<void> {
    const turned = this.#turned.then(step);
    this.#turned = turned.catch(() => {});
    return turned;
  }

  async #cut(): Promise<void> {
    await Promise.all([...this.#connections].map((connection) => connection.destroy()));
  }

  #accept(client: Socket): void {
    this.#accepted++;
    const connection = new Connection(client, this.#dial());
    this.#connections.add(connection);
    void connection.closed.then(() => {
      this.#connections.delete(connection);
      for (const entry of this.#entries.values()) entry.forget(connection);
    });
    for (const entry of this.#entries.values()) entry.seize(connection, this.#draw);
  }
}

const listening = (server: Server, port: number, host: string): Promise<unknown> =>
  once(server.listen(port, host), 'listening');

/**
 * A TCP proxy to put before a real server, to see what becomes of a client when the network between them misbehaves.
 * Its toxics (latency, timeout, reset, slow-close, bandwidth, slicer, limit, and `down()`) are switched while
 * connections live, for each direction apart. What they do is modelled on Toxiproxy's.
 *
 * @throws ConfigError for an option that makes no sense; the system's error if the port is taken
 * @example
 * const slow = await proxy({ upstream: 'https://api.example.com' });
 * const latency = slow.add('latency', { latency: '50ms', jitter: '10ms' });
 * await fetch(`${slow.url}/items/7`);
 * latency.update({ latency: 0 });
 * slow.add('reset', { direction: 'upstream', toxicity: 0.1 });
 * await slow.close();
 */
export async function proxy(options: ProxyOptions): Promise<FaultProxy> {
  checkKeys(options, ['upstream', 'port', 'host', 'seed'], 'proxy');
  const { upstream, port = 0, host = '127.0.0.1', seed = Math.floor(random() * 2 ** 32) } = bare(options);
  const address = addressOf(upstream, "proxy: option 'upstream'");
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw unexpected("proxy: option 'port'", 'a port from 0 to 65535', port);
  }
  if (typeof host !== 'string' || host === '') {
    throw unexpected("proxy: option 'host'", 'an address', host);
  }
  if (!Number.isSafeInteger(seed)) {
    throw unexpected("proxy: option 'seed'", 'a whole number', seed);
  }
  // Ends close by themselves, each when the other has: the proxy passes the end of a stream on, as it passes data.
  const shared = { allowHalfOpen: true, noDelay: true };
  const server = createServer(shared);
  await listening(server, port, host);
  const at = `${bracketed(host)}:${(server.address() as AddressInfo).port}`;
  const dial = (): Socket => connect({ ...shared, host: address.host, port: address.port });
  return new FaultProxy(server, `${address.protocol}//${at}`, dial, seed);
}
