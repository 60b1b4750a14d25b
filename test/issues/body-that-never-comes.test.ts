/**
 * A function that makes a body may take as long as it wants, but the request does not wait for it longer than for anything
 * else. Over undici it did, whatever ended the request.
 */
import axios from 'axios';
import { createClient } from 'holdfast';
import { undici } from 'holdfast/undici';
import { expect, onTestFinished, test } from 'vitest';
import { json, serve } from '../support/server.js';

const never = () => new Promise<never>(() => {});

test.each([
  ['node:http', () => ({})],
  ['undici', () => ({ transport: undici() })],
])(
  'over %s, a body that never comes ends with the signal, and with the limit of the attempt',
  async (_, over) => {
    const server = await serve(json({}));
    const client = createClient({ baseURL: server.url, timeouts: { attempt: '100ms' }, ...over() });
    onTestFinished(() => client.close());
    const controller = new AbortController();
    const ended = client.post('/', never, { signal: controller.signal });
    controller.abort();
    await expect(ended).rejects.toSatisfy(axios.isCancel);
    await expect(client.post('/', never)).rejects.toMatchObject({ name: 'AttemptTimeoutError' });
    expect(server.requests).toHaveLength(0);
  },
);
