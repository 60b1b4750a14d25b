/**
 * The job that this library was made for: 35,000 GETs by 150 workers, over TLS, from an API that takes 20 ms and fails
 * for 1 % of the items: with a 500, a 429, a reset connection, or a 200 without a field. Exits with an error if holdfast
 * loses a call, mixes up the results, or has more than 150 connections.
 */
import { Agent, get } from 'node:https';
import axios, { type AxiosRequestConfig } from 'axios';
import axiosRetry from 'axios-retry';
import type { ClientOptions } from 'holdfast';
import { bench } from './harness/bench.js';
import { startChild } from './harness/child.js';
import type { Contestant, Figures } from './harness/contestant.js';
import { getJson } from './harness/get-json.js';
import { loadHoldfast, loadUndici } from './harness/holdfast.js';
import { peakMemory } from './harness/peak-memory.js';
import { ratio } from './harness/result.js';
import { inFlight } from './harness/workers.js';
import type { Conditions, Served } from './servers/workload.js';

const WORKERS = 150;
const conditions: Conditions = { serverTime: 20, seed: 1, rate: 0.01 };

interface Item {
  readonly id: number;
  readonly summary: string;
}

interface Client {
  item(id: number): Promise<Item>;
  close?(): unknown;
}

const IDEAL = 'the ideal: only the server takes time';
/** What a client on this machine can reach at all. */
const ALONE = 'node:https alone';
const BARE = 'axios, kept connections';

await bench(async ({ quick, size, compare, progress }) => {
  const { createClient, Retry, Timeout, Accept, has } = await loadHoldfast(quick);
  const { undici } = await loadUndici(quick);
  const { info, ask, close } = await startChild<{ url: string; ca: string }>(
    new URL('./servers/workload.ts', import.meta.url),
    JSON.stringify(conditions),
  );
  const tls = { ca: info.ca };
  const count = size(35_000, 600);

  class Items implements Client {
    readonly #client;

    constructor(options: ClientOptions = {}) {
      this.#client = createClient({ baseURL: info.url, pool: { maxSockets: WORKERS }, tls, ...options });
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
    const client = axios.create({ baseURL: info.url, httpsAgent: agent, ...config });
    if (retries > 0) axiosRetry(client, { retries });
    return {
      item: async (id) => (await client.get<Item>(`/items/${id}`)).data,
      close: () => agent.destroy(),
    };
  };

  /** A client of its own for each run, so that nobody finds connections of the run before. */
  const contestant = (name: string, open: () => Client, about: Partial<Contestant>): Contestant => ({
    name,
    ...about,
    run: async (calls) => {
      const client = open();
      const memory = peakMemory();
      const results: Item[] = [];
      let lost = 0;
      const startedAt = performance.now();
      const before = process.cpuUsage();
      await inFlight(WORKERS, calls, async (id) => {
        if (id % 200 === 0) progress.show(id / calls, name);
        try {
          const item = await client.item(id);
          if (typeof item.summary !== 'string') throw new TypeError('no summary');
          results[id] = item;
        } catch {
          lost++;
        }
      });
      const time = (performance.now() - startedAt) / calls;
      const { user, system } = process.cpuUsage(before);
      const cpu = (user + system) / 1000 / calls;
      const peak = memory.stop();
      await client.close?.();
      const { opened, most, faults } = await ask<Served>('what have you seen?');
      const misplaced = results.filter((item, id) => item.id !== id).length;
      const wrong = results.length - calls + misplaced;
      return { time, cpu, lost: (lost * count) / calls, opened, most, faults, peak, wrong } satisfies Figures;
    },
  });

  const ideal = conditions.serverTime / WORKERS;
  const ours: string[] = [];
  const guarded = (name: string, open: () => Client): Contestant => {
    ours.push(name);
    return contestant(name, open, { ours: true });
  };
  try {
    const { rows } = await compare({
      name: 'workload',
      title: `${count.toLocaleString('en-US')} GETs by ${WORKERS} workers over TLS, 20 ms each, 1 % faults`,
      baseline: IDEAL,
      count,
      rounds: 3,
      // Each run is long enough to warm up by itself.
      warmUp: 0.1,
      columns: [
        { title: 'time', of: 'time', as: 'cost' },
        { title: 'CPU', of: 'cpu', as: 'cost', baseline: BARE },
        { title: 'calls lost', of: 'lost', as: 'value', drawn: true },
        { title: 'connections at once', of: 'most', as: 'value' },
        { title: 'opened', of: 'opened', as: 'value' },
        {
          title: 'peak memory',
          of: 'peak',
          as: 'value',
          format: (bytes) => `${Math.round(bytes / 2 ** 20)} MiB`,
        },
      ],
      contestants: [
        { name: IDEAL, run: () => ({ time: ideal, cpu: NaN, lost: 0 }) },
        contestant(ALONE, () => alone(info.url, tls), {}),
        contestant('axios, a new connection for each', () => overAxios({ httpsAgent: new Agent(tls) }), {
          packages: ['axios'],
          // Handshakes keep both processors busy for minutes.
          count: size(3500, 200),
        }),
        contestant(BARE, () => overAxios({}), { packages: ['axios'] }),
        contestant('axios-retry', () => overAxios({}, 3), { packages: ['axios-retry'] }),
        guarded('holdfast', () => new Items()),
        guarded('holdfast, over undici', () => new Items({ transport: undici() })),
      ],
    });
    for (const { name, figures } of rows) {
      if (!ours.includes(name)) continue;
      const { lost, wrong, most } = figures;
      if (lost?.max !== 0) throw new Error(`${name} lost ${lost?.max} of ${count} calls`);
      if (wrong?.max !== 0) throw new Error(`${name} has ${wrong?.max} results in the wrong place`);
      if (!most || most.max > WORKERS)
        throw new Error(`${name} had ${most?.max} connections, not ${WORKERS}`);
      process.stdout.write(
        `${name}: 0 calls lost, results in order, ${ratio(most.max)} connections at most\n`,
      );
    }
  } finally {
    await close();
  }
});

function alone(url: string, tls: { readonly ca: string }): Client {
  const agent = new Agent({ keepAlive: true, maxSockets: WORKERS, ...tls });
  return { item: (id) => getJson<Item>(get, `${url}/items/${id}`, agent), close: () => agent.destroy() };
}
