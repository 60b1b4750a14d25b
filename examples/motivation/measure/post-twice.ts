import axios from 'axios';
import axiosRetry from 'axios-retry';
import { constant, createClient, Idempotent, Retry } from 'holdfast';
import pRetry from 'p-retry';
import { withServer } from '../serve.js';
import type { Row } from '../table.js';

const backoff = constant(1);

/** The server takes an order, and the connection breaks before it can say so. It knows an `Idempotency-Key` again. */
export async function postTwice(): Promise<readonly Row[]> {
  return [
    await order('axios-retry, as it comes', (url) => {
      const client = axios.create({ proxy: false });
      axiosRetry(client, { retries: 3 });
      return client.post(url);
    }),
    await order('p-retry around axios', (url) =>
      pRetry(() => axios.post(url, undefined, { proxy: false }), { retries: 3, minTimeout: 0 }),
    ),
    await order('`@Retry()`', withOrders('place')),
    await order('`@Retry() @Idempotent()`', withOrders('placeWithKey')),
  ];
}

async function order(client: string, place: (url: string) => Promise<unknown>): Promise<Row> {
  const orders = new Set<string>();
  let requests = 0;
  const told = await withServer(
    (req, res) => {
      requests += 1;
      orders.add(String(req.headers['idempotency-key'] ?? `no key ${requests}`));
      if (requests === 1) req.socket.resetAndDestroy();
      else res.writeHead(201).end();
    },
    (url) =>
      place(url).then(
        () => 'ordered',
        (error: { code?: string }) => `${error.code}`,
      ),
  );
  return { client, 'the caller was told': told, requests, 'orders that were placed': orders.size };
}

class Orders {
  readonly client = createClient();

  @Retry({ backoff })
  place(url: string): Promise<unknown> {
    return this.client.post(url);
  }

  @Retry({ backoff })
  @Idempotent()
  placeWithKey(url: string): Promise<unknown> {
    return this.client.post(url);
  }
}

const withOrders = (how: 'place' | 'placeWithKey') => async (url: string) => {
  const orders = new Orders();
  try {
    return await orders[how](url);
  } finally {
    await orders.client.close();
  }
};
