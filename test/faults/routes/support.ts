import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';
import { type Routes, router } from '../../../src/faults/routes/router.js';
import { seededRandom } from '../../../src/seeded.js';

/** A server with these routes, and a way to ask it that follows no redirects. */
export async function ask(routes: Routes, seed = 1) {
  const answer = router(routes, seededRandom(seed));
  const server = createServer((req, res) => {
    void buffer(req).then((body) => answer({ req, res, body }));
  });
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  const get = (path: string, init: RequestInit = {}): Promise<Response> =>
    fetch(url + path, { redirect: 'manual', ...init });
  const json = async (path: string, init: RequestInit = {}): Promise<any> => (await get(path, init)).json();
  const status = async (path: string, init: RequestInit = {}): Promise<number> => {
    const reply = await get(path, init);
    await reply.arrayBuffer();
    return reply.status;
  };
  return { url, port, get, json, status };
}
