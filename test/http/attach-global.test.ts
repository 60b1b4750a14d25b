import axios from 'axios';
import { AttemptTimeoutError, attach, createClient } from 'holdfast';
import { expect, onTestFinished, test } from 'vitest';
import { hang, json, serve } from '../support/server.js';

/** Other files import the same axios. */
function attachGlobal(): void {
  const { adapter } = axios.defaults;
  onTestFinished(() => {
    Object.assign(axios.defaults, { adapter });
    axios.interceptors.request.clear();
    axios.interceptors.response.clear();
  });
  attach(axios);
}

test('a client made after the global axios was attached keeps its own limits and borders', async () => {
  attachGlobal();
  const server = await serve([json({ ok: true }), hang()]);
  const client = createClient({ baseURL: server.url });
  const hasty = createClient({ baseURL: server.url, timeouts: { attempt: 100 } });
  onTestFinished(async () => {
    await Promise.all([client.close(), hasty.close()]);
  });
  expect((await client.get('/')).data).toEqual({ ok: true });
  expect(client.stats()).toMatchObject({ requests: 1, connectionsOpened: 1 });
  await expect(hasty.get('/')).rejects.toBeInstanceOf(AttemptTimeoutError);
  await expect(client.get('http://127.0.0.1:1/')).rejects.toThrow(/is not an origin of this client/);
});
