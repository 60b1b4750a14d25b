import { AxiosHeaders } from 'axios';
import { createClient } from 'holdfast';
import { undici } from 'holdfast/undici';
import { expect, onTestFinished, test, vi } from 'vitest';
import { ReceivedHeaders } from '../../src/http/received.js';
import { json, serve } from '../support/server.js';

test.each([
  ['of Node', undefined],
  ['of undici', undici()],
])('headers that nobody has changed are not cleaned: %s', async (_, transport) => {
  const server = await serve(json({ id: 7 }));
  const http = createClient({ baseURL: server.url, transport });
  onTestFinished(() => http.close());
  const clean = vi.spyOn(AxiosHeaders.prototype, 'normalize');
  onTestFinished(() => clean.mockRestore());
  const { data, headers } = await http.get('/');
  expect(data).toEqual({ id: 7 });
  expect(headers).toBeInstanceOf(ReceivedHeaders);
  expect(clean.mock.contexts).not.toContain(headers);
  // The spy would have seen it.
  (headers as AxiosHeaders).normalize(true);
  expect(clean.mock.contexts).toContain(headers);
});
