/**
 * How many GETs per second one process can make with 50 in flight, and what each costs it: clients over kept
 * connections, on loopback, against a server in another process.
 */
import { Agent, get } from 'node:http';
import axios, { type AxiosRequestConfig } from 'axios';
import axiosRetry from 'axios-retry';
import got from 'got';
import type { HoldfastClient, Transport } from 'holdfast';
import ky from 'ky';
import { bench } from './harness/bench.js';
import { startChild } from './harness/child.js';
import type { Contestant } from './harness/contestant.js';
import { getJson } from './harness/get-json.js';
import { loadHoldfast, loadUndici } from './harness/holdfast.js';
import { inFlight } from './harness/workers.js';

const IN_FLIGHT = 50;

/** As the agents of the others: they would find their connections again after any time. */
const POOL = { maxSockets: IN_FLIGHT, idleTimeout: false } as const;

interface Item {
  readonly id: number;
}

/** How a client is made for a server, and how it gets an item; `close` frees what it keeps. */
interface Client {
  item(): Promise<Item>;
  close?(): unknown;
}

await bench(async ({ quick, size, compare }) => {
  const { createClient, Retry, Timeout } = await loadHoldfast(quick);
  const { undici } = await loadUndici(quick);
  const server = await startChild<{ url: string }>(new URL('./servers/http.ts', import.meta.url));
  const url = `${server.info.url}/items/7`;

  class Items {
    readonly client: HoldfastClient;

    constructor(transport?: Transport) {
      this.client = createClient({ pool: POOL, transport });
    }

    @Retry()
    @Timeout({ attempt: '2s', total: '10s' })
    async item(): Promise<Item> {
      return (await this.client.get<Item>(url)).data;
    }

    close(): Promise<void> {
      return this.client.close();
    }
  }

  const overAxios = (config: AxiosRequestConfig, equip = (client: typeof axios): unknown => client) => {
    const agent = new Agent({ keepAlive: true, maxSockets: IN_FLIGHT });
    const client = axios.create({ httpAgent: agent, ...config });
    equip(client as typeof axios);
    return { item: async () => (await client.get<Item>(url)).data, close: () => agent.destroy() };
  };

  const contestant = (name: string, packages: string[], open: () => Client, ours = false): Contestant => {
    let client: Client;
    return {
      name,
      packages,
      ours,
      open: () => {
        client = open();
      },
      run: async (count) => {
        await inFlight(IN_FLIGHT, count, async () => {
          const { id } = await client.item();
          if (id !== 7) throw new Error(`${name} got something else: ${id}`);
        });
        return undefined;
      },
      close: () => client.close?.(),
    };
  };

  try {
    await compare({
      name: 'http',
      title: `GET of a small JSON, ${IN_FLIGHT} in flight, kept connections, loopback`,
      baseline: 'axios',
      count: size(3000, 60),
      leadIn: size(5000, 0),
      columns: [
        { title: 'throughput', of: 'time', as: 'speed' },
        { title: 'CPU per request', of: 'cpu', as: 'cost' },
      ],
      contestants: [
        contestant('axios', ['axios'], () => overAxios({})),
        contestant('axios, maxRedirects: 0, proxy: false', ['axios'], () =>
          overAxios({ maxRedirects: 0, proxy: false }),
        ),
        contestant('axios-retry', ['axios-retry'], () =>
          overAxios({}, (client) => axiosRetry(client, { retries: 3 })),
        ),
        contestant('axios, adapter: fetch', ['axios'], () => overAxios({ adapter: 'fetch' })),
        contestant('got', ['got'], () => {
          const http = new Agent({ keepAlive: true, maxSockets: IN_FLIGHT });
          const client = got.extend({ agent: { http } });
          return { item: () => client(url).json<Item>(), close: () => http.destroy() };
        }),
        contestant('ky', ['ky'], () => ({ item: () => ky(url).json<Item>() })),
        contestant('node:http', [], () => {
          const agent = new Agent({ keepAlive: true, maxSockets: IN_FLIGHT });
          return { item: () => getJson<Item>(get, url, agent), close: () => agent.destroy() };
        }),
        contestant(
          'holdfast, undecorated',
          [],
          () => {
            const client = createClient({ pool: POOL });
            return { item: async () => (await client.get<Item>(url)).data, close: () => client.close() };
          },
          true,
        ),
        contestant('holdfast, @Retry @Timeout', [], () => new Items(), true),
        contestant('holdfast, @Retry @Timeout, undici', ['undici'], () => new Items(undici()), true),
      ],
    });
  } finally {
    await server.close();
  }
});
