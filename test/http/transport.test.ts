/** A client may be carried by something else than the agents of `node:http`. */
import axios, { type InternalAxiosRequestConfig } from 'axios';
import { ConfigError, createClient } from 'holdfast';
import { expect, onTestFinished, test } from 'vitest';
import { type Sending, sendingOf, type Transport, type TransportSettings } from '../../src/http/transport.js';
import { json, serve } from '../support/server.js';

/** A transport that has axios send, and remembers what it was told. */
function recording() {
  const told: (Sending | undefined)[] = [];
  const opened: TransportSettings[] = [];
  let closed = 0;
  const transport: Transport = {
    name: 'recording()',
    open: (settings) => {
      opened.push(settings);
      const adapter = (config: InternalAxiosRequestConfig) => {
        told.push(sendingOf(config));
        return axios.getAdapter('http')(config);
      };
      return {
        defaults: { adapter },
        stats: () => ({ ...createClient().stats(), requests: told.length }),
        close: async () => void closed++,
      };
    },
  };
  return { transport, told, opened, closed: () => closed };
}

test('it sends what the client and the instances made from it are asked for', async () => {
  const server = await serve(json({ id: 7 }));
  const { transport, told, opened, closed } = recording();
  const client = createClient({
    baseURL: server.url,
    transport,
    pool: { maxSockets: 3 },
    timeouts: { idle: '4s', connect: '2s' },
  });
  onTestFinished(() => client.close());
  expect((await client.get('/a')).data).toEqual({ id: 7 });
  expect((await client.create({ headers: { 'x-a': '1' } }).get('/b')).data).toEqual({ id: 7 });
  expect(server.requests.map(({ url }) => url)).toEqual(['/a', '/b']);
  expect(opened).toMatchObject([{ pool: { maxSockets: 3, maxFreeSockets: 256, idleTimeout: 15_000 } }]);
  expect(told).toHaveLength(2);
  expect(told[0]).toMatchObject({ limits: { idle: 4_000, connect: 2_000 }, fresh: false });
  expect(client.stats().requests).toBe(2);
  await client.close();
  expect(closed()).toBe(1);
  await expect(client.get('/')).rejects.toMatchObject({ code: 'ERR_CANCELED' });
});

test('an adapter or an agent beside it would be ignored, and is refused', () => {
  const { transport } = recording();
  expect(() => createClient({ transport, adapter: 'fetch' })).toThrow(ConfigError);
  expect(() => createClient({ transport, adapter: 'fetch' })).toThrow(
    `createClient: option 'adapter': recording() sends the requests, and has no use for "fetch"`,
  );
  expect(() => createClient({ transport, httpAgent: {} })).toThrow(ConfigError);
});

test("axios' own option of that name still is axios'", async () => {
  const seen: unknown[] = [];
  const own = {
    request(options: { path: string }) {
      seen.push(options.path);
      throw new Error('not today');
    },
  };
  const client = createClient({ transport: own as never });
  await expect(client.get('http://localhost/x')).rejects.toThrow('not today');
  expect(seen).toEqual(['/x']);
});
