/** JSON makes `{}` of a `Map` or a `Set`: a REST client sent that, and what was in it was lost without a word. */
import { ConfigError } from 'holdfast';
import { RestClient } from 'holdfast/rest';
import { expect, onTestFinished, test } from 'vitest';
import { json, serve } from '../support/server.js';

test.each([new Map([['name', 'Ann']]), new Set(['Ann'])])(
  'a body that JSON would empty is refused: %o',
  async (body) => {
    const server = await serve(json({}));
    const api = new RestClient({ baseURL: server.url });
    onTestFinished(() => api.close());
    const error = await api.post('/users', body).catch((thrown: unknown) => thrown as Error);
    expect(error).toBeInstanceOf(ConfigError);
    expect((error as Error).message).toMatch(
      /^POST .*\/users: body: expected what JSON can say, got an object of type (Map|Set)$/,
    );
    expect(server.requests).toEqual([]);
  },
);
