/** The parser of undici keeps the bytes that it could not read on its error, and printing the error showed them. */
import { inspect } from 'node:util';
import { createClient, resilient } from 'holdfast';
import { undici } from 'holdfast/undici';
import { expect, onTestFinished, test } from 'vitest';
import { failureOf } from '../support/failure-of.js';
import { serveRaw } from '../support/server.js';

const TELLING = 'HTTP/1.1 200 OK\r\nno header\r\nSet-Cookie: session=of-somebody\r\n\r\n';

const printed = (error: object): string =>
  inspect(error, { depth: Infinity, showHidden: true, getters: true }) + JSON.stringify(error);

test('the client over undici prints no bytes of a reply that is no HTTP', async () => {
  const server = await serveRaw((socket) => void socket.end(TELLING));
  const client = createClient({ baseURL: server.url, transport: undici() });
  onTestFinished(() => client.close());
  const error = await failureOf(client.get('/'));
  expect(error.cause.cause.data, 'code may read it').toContain('of-somebody');
  expect(printed(error)).not.toContain('of-somebody');
});

test('nor does what a policy throws of a fetch', async () => {
  const server = await serveRaw((socket) => void socket.end(TELLING));
  const error = await failureOf(resilient().call(() => fetch(server.url)));
  expect(error.cause.data).toContain('of-somebody');
  expect(printed(error)).not.toContain('of-somebody');
});
