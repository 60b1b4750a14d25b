import axios from 'axios';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { attach } from '../../../src/http/index.js';
import { resilient } from '../../../src/policies/index.js';
import { addressOf } from '../../../src/telemetry/address.js';
import { json, serve, serveRaw } from '../../support/server.js';
import { rejection } from '../ambient.js';
import { clientFor } from './support.js';

/** All that ends a line somewhere. */
const BREAKS = /[\r\n\v\f\0\u0085\u2028\u2029]/;

/** A server that says this, byte by byte. */
const saying = (text: string) =>
  serveRaw((socket) => socket.once('data', () => socket.end(Buffer.from(text, 'latin1'))));

test('an address stays on one line', () => {
  expect(addressOf({ url: 'http://x.test/a\r\nFORGED' })).toBe('http://x.test/a\\u000d\\u000aFORGED');
});

test.each([
  ['a status message', 'HTTP/1.1 500 Oh\rFORGED\r\nContent-Length: 0\r\n\r\n'],
  ['a folded header', 'HTTP/1.1 200 OK\r\nX-A: a\r\n FORGED\r\nContent-Length: 0\r\n\r\n'],
  ['an encoding', 'HTTP/1.1 200 OK\r\nContent-Encoding: foo\x85FORGED\r\nContent-Length: 2\r\n\r\n{}'],
  ['the name of a header', 'HTTP/1.1 200 OK\r\nX-A\rFORGED: a\r\nContent-Length: 0\r\n\r\n'],
  ['a redirect', 'HTTP/1.1 302 Found\r\nLocation: gopher://x\x85FORGED/\r\nContent-Length: 0\r\n\r\n'],
  [
    'a type',
    'HTTP/1.1 200 OK\r\nContent-Type: application/json;a=\x85FORGED\r\nContent-Length: 3\r\n\r\n{\n}x',
  ],
  ['a body', 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n\nFORGED\n\n'],
])('%s cannot forge a line of an error', async (_what, text) => {
  const server = await saying(text);
  const error = await rejection(clientFor({ baseURL: server.url }).get('/'));
  expect(error.message).not.toMatch(BREAKS);
  expect(error.stack).not.toContain('\nFORGED');
  expect(JSON.stringify(error)).not.toMatch(BREAKS);
});

test('nor can an address, of an instance that lets it pass', async () => {
  const server = await serve(json({}));
  const instance = attach(axios.create({ baseURL: server.url, timeout: 1 }));
  const controller = new AbortController();
  controller.abort();
  const client = clientFor({ baseURL: server.url });
  await client.close();
  for (const request of [
    () =>
      instance.get('/a\r\nFORGED', {
        adapter: () => new Promise(() => {}) as never,
        signal: controller.signal,
      }),
    () => clientFor({ baseURL: server.url }).get('/a\r\nFORGED'),
  ]) {
    expect((await rejection(request())).message).not.toMatch(BREAKS);
  }
});

test('nor can a body, by what a schema finds in it', async () => {
  const server = await serve(json({ 'x\r\nFORGED': 1 }));
  const client = clientFor({ baseURL: server.url });
  const guarded = resilient({ accept: z.strictObject({}) });
  const error = await rejection(guarded.call(() => client.get('/')));
  for (const each of [error, error.cause]) expect(each.message).not.toMatch(BREAKS);
  expect(error.cause.message).toContain('x\\u000d\\u000aFORGED');
});
