/**
 * The workload once, by one client, in a process of its own: an application has one, and what V8 has learned from others,
 * or has thrown away with their garbage, changes what its requests cost. It is ready when it has led in, and tells what
 * the calls took for any message.
 */
import { Agent, get } from 'node:https';
import axios, { type AxiosRequestConfig } from 'axios';
import axiosRetry from 'axios-retry';
import type { ClientOptions } from 'holdfast';
import { Pool } from 'undici';
import { getJson } from '../harness/get-json.js';
import { loadHoldfast, loadUndici } from '../harness/holdfast.js';
import { peakMemory } from '../harness/peak-memory.js';
import { inFlight } from '../harness/workers.js';

export interface Job {
  /** Of the client, one of those below. */
  readonly name: string;
  readonly url: string;
  readonly ca: string;
  readonly workers: number;
  readonly calls: number;
  /** Calls that do not count: until V8 has compiled most of it, each costs several times as much. */
  readonly leadIn: number;
  readonly quick: boolean;
}

interface Item {
  readonly id: number;
  readonly summary: string;
}

interface Client {
  item(id: number): Promise<Item>;
  close?(): unknown;
}

const { name, url, ca, workers, calls, leadIn, quick } = JSON.parse(process.argv[2] ?? '') as Job;
const tls = { ca };
const { createClient, Retry, Timeout, Accept, has } = await loadHoldfast(quick);
const { undici } = await loadUndici(quick);

class Items implements Client {
  readonly #client;

  constructor(options: ClientOptions = {}) {
    this.#client = createClient({ baseURL: url, pool: { maxSockets: workers }, tls, ...options });
  }

  @Retry()
  @Timeout({ attempt: '10s', total: '60s' })
  @Accept(has('summary'))
  async item(id: number): Promise<Item> {
    return (await this.#client.get<Item>(`/items/${id}`)).data;
  }

  close(): Promise<void> {
    return this.#client.close();
  }
}

const overAxios = (config: AxiosRequestConfig, retries = 0): Client => {
  const agent = new Agent({ keepAlive: true, ...tls });
  const client = axios.create({ baseURL: url, httpsAgent: agent, ...config });
  if (retries > 0) axiosRetry(client, { retries });
  return {
    item: async (id) => (await client.get<Item>(`/items/${id}`)).data,
    close: () => agent.destroy(),
  };
};

function alone(): Client {
  const agent = new Agent({ keepAlive: true, maxSockets: workers, ...tls });
  return { item: (id) => getJson<Item>(get, `${url}/items/${id}`, agent), close: () => agent.destroy() };
}

function undiciAlone(): Client {
  const pool = new Pool(url, { connections: workers, connect: tls });
  const item = async (id: number): Promise<Item> => {
    const { body } = await pool.request({ method: 'GET', path: `/items/${id}` });
    return (await body.json()) as Item;
  };
  return { item, close: () => pool.destroy() };
}

const CLIENTS: Readonly<Record<string, () => Client>> = {
  'node:https alone': alone,
  'undici alone': undiciAlone,
  'axios, a new connection for each': () => overAxios({ httpsAgent: new Agent(tls) }),
  'axios, kept connections': () => overAxios({}),
  'axios-retry': () => overAxios({}, 3),
  holdfast: () => new Items(),
  'holdfast, over undici': () => new Items({ transport: undici() }),
};

const open = CLIENTS[name];
if (open === undefined) throw new RangeError(`no client is called ${name}`);

async function run(
  client: Client,
  count: number,
): Promise<{ readonly results: Item[]; readonly lost: number }> {
  const results: Item[] = [];
  let lost = 0;
  await inFlight(workers, count, async (id) => {
    try {
      const item = await client.item(id);
      if (typeof item.summary !== 'string') throw new TypeError('no summary');
      results[id] = item;
    } catch {
      lost++;
    }
  });
  return { results, lost };
}

const memory = peakMemory();
const first = open();
await run(first, leadIn);
await first.close?.();
process.once('message', async () => {
  // Not the same one, so that it finds no connections.
  const client = open();
  const startedAt = performance.now();
  const before = process.cpuUsage();
  const { results, lost } = await run(client, calls);
  const time = (performance.now() - startedAt) / calls;
  const { user, system } = process.cpuUsage(before);
  const cpu = (user + system) / 1000 / calls;
  const peak = memory.stop();
  await client.close?.();
  const misplaced = results.filter((item, id) => item.id !== id).length;
  process.send?.({ time, cpu, lost, peak, wrong: results.length - calls + misplaced });
});
// It waits for that, too: one that ended by itself might be gone before it is told to.
process.once('disconnect', () => process.exit());
process.send?.('ready');
