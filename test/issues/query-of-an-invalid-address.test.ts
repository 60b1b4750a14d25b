/**
 * Node's error for an address that is none keeps it, and what it was relative to, and fetch quotes it. Printing the error
 * showed the queries.
 */
import { inspect } from 'node:util';
import axios from 'axios';
import { attach, resilient } from 'holdfast';
import { expect, test } from 'vitest';
import { failureOf } from '../support/failure-of.js';
import { reply, serve } from '../support/server.js';

const printed = (error: object): string =>
  inspect(error, { depth: Infinity, showHidden: true, getters: true }) + JSON.stringify(error);

test('an address that cannot be called', async () => {
  const api = attach(axios.create({ adapter: 'fetch' }));
  const error = await failureOf(api.get('http://[', { params: { mail: 'ann@example.com' } }));
  expect(printed(error)).not.toMatch(/ann(@|%40)example/);
});

test('one that fetch cannot call', async () => {
  const error = await failureOf(resilient().call(() => fetch('/items?mail=ann')));
  expect(error.message).toBe('Failed to parse URL from /items?***');
  expect(printed(error)).not.toMatch(/mail=/);
});

test('a redirect to one', async () => {
  const server = await serve(reply(302, '', { location: 'http://[?mail=bob' }));
  const api = attach(axios.create());
  const error = await failureOf(api.get(server.url, { params: { mail: 'ann' } }));
  expect(printed(error)).not.toMatch(/mail=/);
});

test('one that a method could not read', async () => {
  const error = await failureOf(
    resilient().call(async () => new URL('http://[?mail=ann', 'http://host/?mail=bob')),
  );
  expect(printed(error)).not.toMatch(/mail=/);
});
