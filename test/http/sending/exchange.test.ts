import { AxiosError, type InternalAxiosRequestConfig } from 'axios';
import { createClient } from 'holdfast';
import { expect, onTestFinished, test } from 'vitest';
import { failureOf } from '../../support/failure-of.js';
import { json, reply, serve } from '../../support/server.js';

const own = async (config: InternalAxiosRequestConfig): Promise<never> => {
  throw new AxiosError('no luck', 'ERR_OWN', config, undefined, undefined);
};

/** A client that notes the config of its request as axios has made it. */
function clientBy(adapter: NonNullable<InternalAxiosRequestConfig['adapter']>, baseURL: string) {
  const http = createClient({ baseURL, adapter });
  onTestFinished(() => http.close());
  const made: unknown[] = [];
  http.interceptors.request.use((config) => {
    made.push(config);
    return config;
  });
  return { http, made };
}

test.each([['fetch'], ['http'], [own]] as const)(
  'an error has the config of its request, not the copy that an adapter gets: %o',
  async (adapter) => {
    const server = await serve(reply(404));
    const { http, made } = clientBy(adapter as never, server.url);
    const error = (await failureOf(http.get('/'))) as AxiosError;
    expect(error).toBeInstanceOf(AxiosError);
    expect(error.config).toBe(made[0]);
    if (adapter !== own) expect(error.response?.config).toBe(made[0]);
  },
);

test.each(['fetch', 'http'] as const)('so has an answer: %s', async (adapter) => {
  const server = await serve(json({}));
  const { http, made } = clientBy(adapter, server.url);
  expect((await http.get('/')).config).toBe(made[0]);
});
