/**
 * Before axios 1.19, a config loses its symbols where axios merges it. The merged config of a request travelled under one, so
 * that with those versions every request of a client failed with a `TypeError`.
 */
import axios from 'axios';
import { expect, onTestFinished, test, vi } from 'vitest';
import { clientFor } from '../support/client.js';
import { json } from '../support/server.js';

test('nothing that a request needs is told to axios by a symbol', async () => {
  const request = vi.spyOn(axios.Axios.prototype, 'request');
  onTestFinished(() => request.mockRestore());
  const { http } = await clientFor(json({ there: true }));
  expect((await http.get('/', { params: { a: 1 } })).data).toEqual({ there: true });
  // Once for what axios makes of the defaults, and once for the request, whose config axios gets from an interceptor.
  const told = request.mock.calls.map(([config]) => Reflect.ownKeys(config));
  expect(told).toEqual([['method'], []]);
});
