import axios from 'axios';
import axiosRetry from 'axios-retry';
import { Accept, constant, createClient, has, Retry } from 'holdfast';
import { startFaultServer } from 'holdfast/faults';
import type { Row } from '../table.js';

const CALLS = 60;

interface Item {
  readonly summary?: string;
}

/** Every third answer is a 200 that lacks a field. */
export async function missingField(): Promise<readonly Row[]> {
  const client = axios.create({ proxy: false });
  axiosRetry(client, { retries: 3 });
  const items = new Items();
  try {
    return [
      await count('axios-retry', async (url) => (await client.get<Item>(url)).data),
      await count("`@Retry() @Accept(has('summary'))`", (url) => items.get(url)),
    ];
  } finally {
    await items.client.close();
  }
}

async function count(client: string, get: (url: string) => Promise<Item>): Promise<Row> {
  const faults = await startFaultServer({ only: ['missing-field'] });
  try {
    const url = faults.url('missing-field');
    let lacking = 0;
    for (let n = 0; n < CALLS; n += 1) if ((await get(url)).summary === undefined) lacking += 1;
    return {
      client,
      calls: CALLS,
      requests: faults.requests().length,
      'results without the field': lacking,
    };
  } finally {
    await faults.stop();
  }
}

class Items {
  readonly client = createClient();

  @Retry({ backoff: constant(1) })
  @Accept(has('summary'))
  async get(url: string): Promise<Item> {
    return (await this.client.get<Item>(url)).data;
  }
}
