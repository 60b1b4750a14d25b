import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import axios from 'axios';
import { createClient, resilient } from 'holdfast';
import { withServer } from '../serve.js';
import type { Row } from '../table.js';

const LIMIT = 300;
const TIMES = 3;
const STEPS = 12;

/** The head of the reply comes at once; its body comes byte by byte, in three times the limit. */
export async function drippingBody(): Promise<readonly Row[]> {
  const client = createClient();
  const limited = resilient({ timeout: LIMIT });
  try {
    return [
      await read('axios, `timeout`', (url) => axios.get(url, { timeout: LIMIT, proxy: false })),
      await read('`@Timeout`, or `resilient({ timeout })`', (url) => limited.call(() => client.get(url))),
    ];
  } finally {
    await client.close();
  }
}

async function read(client: string, get: (url: string) => Promise<{ data: string }>): Promise<Row> {
  let isCut = false;
  let requests = 0;
  let closed: Promise<unknown> | undefined;
  const outcome = await withServer(
    async (_req, res) => {
      requests += 1;
      if (requests === 1) return void res.end();
      closed = once(res, 'close').then(() => {
        isCut = !res.writableFinished;
      });
      res.flushHeaders();
      for (let n = 0; n < STEPS && !res.destroyed; n += 1) {
        await wait((TIMES * LIMIT) / STEPS + 1);
        res.write('.');
      }
      res.end();
    },
    async (url) => {
      // The first request may take long on a busy machine, whatever the client.
      await get(url);
      const start = performance.now();
      const ended = await get(url).then(
        ({ data }) => `success, ${data.length} of ${STEPS} bytes`,
        (error: Error) => error.name,
      );
      const took = performance.now() - start;
      // The server hears of it a moment later.
      await closed;
      return {
        ended,
        took:
          took >= TIMES * LIMIT ? `more than ${TIMES} times the limit` : `less than ${TIMES} times the limit`,
      };
    },
  );
  return {
    client,
    'how it ended': outcome.ended,
    after: outcome.took,
    'the connection': isCut ? 'was closed' : 'was held to the end',
  };
}
