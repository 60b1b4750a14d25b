/** Over undici, a 304 that says how long the body would be, as it may, was taken for a reply that was cut off. */
import { createClient } from 'holdfast';
import { undici } from 'holdfast/undici';
import { expect, onTestFinished, test } from 'vitest';
import { serveRaw } from '../support/server.js';

const clientOf = (baseURL: string) => {
  const client = createClient({ baseURL, transport: undici(), validateStatus: null });
  onTestFinished(() => client.close());
  return client;
};

test.each([204, 304])('%i has no body, whatever its length is said to be', async (status) => {
  const head = `HTTP/1.1 ${status} Fine\r\nContent-Length: 5\r\nETag: "a"\r\n\r\n`;
  const server = await serveRaw((socket) => void socket.on('data', () => socket.write(head)));
  const client = clientOf(server.url);
  for (const responseType of ['json', 'text', 'arraybuffer'] as const) {
    const response = await client.get('/', { responseType });
    expect([
      response.status,
      response.headers.etag,
      response.data.length ?? response.data.byteLength,
    ]).toEqual([status, '"a"', 0]);
  }
  const { data } = await client.get('/', { responseType: 'stream' });
  expect(await data.toArray()).toEqual([]);
  expect(client.stats()).toMatchObject({ requests: 4, active: 0 });
});

test('a body that is shorter than was said is an error as before', async () => {
  const server = await serveRaw(
    (socket) => void socket.end('HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nab'),
  );
  await expect(clientOf(server.url).get('/')).rejects.toThrow('stream has been aborted');
});
