/** Hostile JSON that was merged into `Object.prototype` changes nothing about a request. */
import { expect, test } from 'vitest';
import { createClient } from '../../src/http/index.js';
import { whilePolluted } from '../support/pollute.js';
import { json, serve } from '../support/server.js';

const HOSTILE = {
  method: 'delete',
  headers: { 'x-admin': '1' },
  baseURL: 'http://evil.test',
  url: '/evil',
  params: { evil: 1 },
  data: 'evil',
  transitional: { legacyInterceptorReqResOrdering: false },
};

test.each(Object.entries(HOSTILE))('%s on every object is not read', async (name, value) => {
  const server = await serve(json({}));
  const client = createClient();
  const ask = (): Promise<unknown>[] => [
    client.request({ url: `${server.url}/a` }),
    client.get(`${server.url}/a`),
    client.post(`${server.url}/a`, undefined),
  ];
  // Once as it is, for what is compared with must not be what was polluted.
  await Promise.all(ask());
  await Promise.all(whilePolluted({ [name]: value }, ask));
  await client.close();
  const told = server.requests.map(({ method, url, headers, body }) => [
    method,
    url,
    headers['x-admin'],
    String(body),
  ]);
  expect(told.slice(3).sort()).toEqual(told.slice(0, 3).sort());
  expect(
    told
      .slice(0, 3)
      .map(([method]) => method)
      .sort(),
  ).toEqual(['GET', 'GET', 'POST']);
});
