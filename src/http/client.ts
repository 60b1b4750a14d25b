import type { AxiosInstance, CreateAxiosDefaults } from 'axios';
import { currentScope, enclosing } from '../attempt.js';
import { shared } from '../basics/shared.js';
import { equip } from './attach.js';
import { Origins } from './borders/origins.js';
import { Lookups } from './connections/dns.js';
import { Pool } from './connections/pool.js';
import { withChecks } from './instance/checks.js';
import { type ClientOptions, readOptions } from './options.js';
import { dispatch } from './sending/dispatch.js';
import { closedError, type Terms } from './sending/terms.js';
import type { ClientStats } from './stats.js';
import type { Connections } from './transport.js';
import { undecorated } from './undecorated.js';

/** An ordinary axios instance over a pool of kept connections. */
export interface HoldfastClient extends AxiosInstance {
  /** What the client has done and is doing, as plain numbers. */
  stats(): ClientStats;
  /** Aborts what is in flight, refuses what comes, and resolves when every socket is closed. For good; twice is fine. */
  close(): Promise<void>;
}

/**
 * An axios instance with kept connections, finite time limits, honest errors without credentials, and everything that
 * guarded methods pass on to their requests. By itself it opens no connection and sets no timer.
 *
 * Defaults: 200 connections to a host, `timeouts: { connect: '10s', idle: '30s', attempt: '60s' }`, answers of the
 * resolver kept for 30 s, no retries outside of guarded methods, 64 MiB of a body (for streams any number) and 10
 * redirects. With a `baseURL`, no other origin is called unless `origins` allows it; a redirect to another one takes no
 * credentials along; a body that was said to be JSON and does not parse, or cannot be unpacked, is an error.
 *
 * @throws ConfigError naming the option and its value
 * @example
 * const api = createClient({ baseURL: 'https://api.example.com', timeouts: { attempt: '5s' } });
 */
export function createClient(options: ClientOptions = {}): HoldfastClient {
  const { pool, timeouts, cache, tls, retry, announce, origins, transport, axiosOptions } =
    readOptions(options);
  const lookups = new Lookups(cache);
  const settings = { pool, lookups, tls, requests: axiosOptions };
  const connections: Connections = transport?.open(settings) ?? new Pool(settings);
  const terms: Terms = { timeouts, announce, running: new Set(), closed: false };
  const { defaults } = connections;
  const {
    httpAgent = defaults.httpAgent,
    httpsAgent = defaults.httpsAgent,
    adapter = defaults.adapter,
  } = axiosOptions;
  const retried = retry && undecorated(retry, terms);
  const create = (own: CreateAxiosDefaults): AxiosInstance => {
    const instance = withChecks(own, create);
    const allowed = new Origins(origins, instance.defaults);
    return equip(instance, (config, send) => {
      try {
        allowed.check(config);
      } catch (error) {
        return Promise.reject(error);
      }
      const ambient = currentScope();
      // Inside a guarded method its own policy decides: retries must not multiply.
      const repeats = retried && enclosing(ambient) === undefined;
      return repeats ? retried(config, send, ambient) : dispatch(config, send, terms, ambient);
    });
  };
  return Object.assign(create({ ...axiosOptions, httpAgent, httpsAgent, ...(adapter && { adapter }) }), {
    stats: () => connections.stats(),
    async close() {
      terms.closed = true;
      for (const scope of terms.running) scope.abort(closedError());
      await connections.close();
    },
  });
}

/**
 * The client that the whole process shares, also between two copies of the package. `createClient` makes others.
 *
 * @example
 * const { data } = await http.get('https://api.example.com/items/7');
 */
export const http: HoldfastClient = shared('http@1', () => createClient());
