/** An `auth` that returned the credential itself, or a `Headers`, was sent without any. */
import { type Auth, RestClient } from 'holdfast/rest';
import { expect, onTestFinished, test } from 'vitest';
import { json, serve } from '../support/server.js';

test.each([['Bearer sesame'], [new Headers({ authorization: 'Bearer sesame' })], [undefined]])(
  'auth that returns %o sends nothing',
  async (credential) => {
    const server = await serve(json({}));
    const api = new RestClient({ baseURL: server.url, auth: (() => credential) as unknown as Auth });
    onTestFinished(() => api.close());
    const said = await api.get('/users').catch(String);
    expect(said).toMatch(/option 'auth': expected a function that returns an object of headers, got/);
    expect(said).not.toContain('sesame');
    expect(server.requests).toHaveLength(0);
  },
);
