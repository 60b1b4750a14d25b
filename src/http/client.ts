import axios, { type AxiosInstance } from 'axios';
import { currentScope, enclosing } from '../attempt.js';
import { equip } from './attach.js';
import { dispatch } from './dispatch.js';
import { Lookups } from './dns.js';
import { type ClientOptions, readOptions } from './options.js';
import { Pool } from './pool.js';
import type { ClientStats } from './stats.js';
import { closedError, type Terms } from './terms.js';
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
 * resolver kept for 30 s, no retries outside of guarded methods.
 *
 * @throws ConfigError naming the option and its value
 * @example
 * const api = createClient({ baseURL: 'https://api.example.com', timeouts: { attempt: '5s' } });
 */
export function createClient(options: ClientOptions = {}): HoldfastClient {
  const { pool: limits, timeouts, cache, retry, announce, axiosOptions } = readOptions(options);
  const pool = new Pool(limits, new Lookups(cache));
  const terms: Terms = { timeouts, announce, running: new Set(), closed: false };
  const { httpAgent = pool.http, httpsAgent = pool.https } = axiosOptions;
  const instance = axios.create({ ...axiosOptions, httpAgent, httpsAgent });
  const retried = retry && undecorated(retry, terms);
  equip(instance, (config, send) => {
    const ambient = currentScope();
    // Inside a guarded method its own policy decides: retries must not multiply.
    const repeats = retried && enclosing(ambient) === undefined;
    return repeats ? retried(config, send, ambient) : dispatch(config, send, terms, ambient);
  });
  return Object.assign(instance, {
    stats: () => pool.stats(),
    async close() {
      terms.closed = true;
      for (const scope of terms.running) scope.abort(closedError());
      await pool.close();
    },
  });
}

const SLOT = Symbol.for('holdfast.http@1');
const slot = globalThis as { [SLOT]?: HoldfastClient };
slot[SLOT] ??= createClient();

/**
 * The client that the whole process shares, also between two copies of the package. `createClient` makes others.
 *
 * @example
 * const { data } = await http.get('https://api.example.com/items/7');
 */
export const http: HoldfastClient = slot[SLOT];
