import axios from 'axios';
import axiosRetry from 'axios-retry';
import { constant, createClient, type HoldfastClient, Retry } from 'holdfast';
import pRetry from 'p-retry';
import { withServer } from '../serve.js';
import type { Row } from '../table.js';

const backoff = constant(1);

/** Three layers, each of which retries three times, in front of a server that is down. */
export async function layers(): Promise<readonly Row[]> {
  return [
    { layers: 'axios-retry within p-retry within p-retry', requests: await requestsOf(threeOthers) },
    { layers: '`@Retry` within `@Retry` within `@Retry`', requests: await requestsOf(threeOfOurs) },
    {
      layers: '`@Retry` in three services, one behind the other',
      requests: await requestsOf(threeServices({})),
    },
    {
      layers: 'the same, and each tells when it has given up: `x-should-retry: false`',
      requests: await requestsOf(threeServices({ 'x-should-retry': 'false' })),
    },
  ];
}

/** How many requests reach a server that is down, when the user asks once. */
async function requestsOf(ask: (url: string) => Promise<unknown>): Promise<number> {
  let requests = 0;
  await withServer(
    (_req, res) => {
      requests += 1;
      res.writeHead(503).end();
    },
    (url) => ask(url).catch(() => {}),
  );
  return requests;
}

function threeOthers(url: string): Promise<unknown> {
  const client = axios.create({ proxy: false });
  axiosRetry(client, { retries: 3 });
  const options = { retries: 3, minTimeout: 0 };
  return pRetry(() => pRetry(() => client.get(url), options), options);
}

class Items {
  readonly client: HoldfastClient;

  constructor(client: HoldfastClient) {
    this.client = client;
  }

  @Retry({ backoff })
  get(url: string): Promise<unknown> {
    return this.client.get(url);
  }

  @Retry({ backoff })
  getForList(url: string): Promise<unknown> {
    return this.get(url);
  }

  @Retry({ backoff })
  getForPage(url: string): Promise<unknown> {
    return this.getForList(url);
  }
}

async function withItems<T>(work: (items: Items) => Promise<T>): Promise<T> {
  const client = createClient();
  try {
    return await work(new Items(client));
  } finally {
    await client.close();
  }
}

const threeOfOurs = (url: string): Promise<unknown> => withItems((items) => items.getForPage(url));

/** The user's service asks a second one, which asks a third one. None of them sees into the others. */
const threeServices =
  (whenGivenUp: Record<string, string>) =>
  (url: string): Promise<unknown> => {
    const behind = <T>(upstream: string, work: (url: string) => Promise<T>): Promise<T> =>
      withItems((items) =>
        withServer(
          (_req, res) =>
            void items.get(upstream).then(
              () => res.end(),
              () => res.writeHead(503, whenGivenUp).end(),
            ),
          work,
        ),
      );
    return behind(url, (second) => behind(second, (first) => withItems((items) => items.get(first))));
  };
