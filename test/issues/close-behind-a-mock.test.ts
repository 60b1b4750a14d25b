/**
 * nock and msw take all listeners off a connection to a real server before they destroy it. `close()` waited for the end
 * of such a connection, of which nobody could tell it any more, and never came back.
 */
import { createClient } from 'holdfast';
import nock from 'nock';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { hang, json, serve } from '../support/server.js';

beforeAll(() => nock.enableNetConnect());
afterAll(() => nock.restore());

test('a client closes after requests that nock has let through', { timeout: 8_000 }, async () => {
  const server = await serve(json({ id: 7 }));
  const http = createClient({ baseURL: server.url });
  await Promise.all([http.get('/'), http.get('/'), http.get('/')]);
  expect(http.stats().connectionsOpened).toBe(3);
  await http.close();
});

test('a client closes while nock has a request under way', { timeout: 8_000 }, async () => {
  const server = await serve(hang());
  const http = createClient({ baseURL: server.url });
  const request = expect(http.get('/')).rejects.toMatchObject({ code: 'ERR_CANCELED' });
  await vi.waitFor(() => expect(server.requests).toHaveLength(1));
  await http.close();
  await request;
});
