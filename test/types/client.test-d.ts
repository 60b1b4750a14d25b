/** The shared client is an axios instance, and more. Checked by tsc in both dialects, never run. */
import axios, { type AxiosInstance, type AxiosResponse } from 'axios';
import {
  attach,
  type ClientOptions,
  type ClientStats,
  createClient,
  type HoldfastClient,
  http,
  Retry,
  RetryPolicy,
} from 'holdfast';
import { expectTypeOf } from 'vitest';

interface Item {
  readonly id: string;
}

expectTypeOf(http).toEqualTypeOf<HoldfastClient>();
const client = createClient({
  baseURL: 'https://api.example.com',
  headers: { 'x-app': 'test' },
  timeout: 500,
});
expectTypeOf(client).toEqualTypeOf<HoldfastClient>();
expectTypeOf<HoldfastClient>().toExtend<AxiosInstance>();
expectTypeOf(createClient()).toEqualTypeOf<HoldfastClient>();

expectTypeOf(client.get<Item>('/items/7')).toEqualTypeOf<Promise<AxiosResponse<Item>>>();
expectTypeOf(client<Item>({ url: '/items/7' })).toEqualTypeOf<Promise<AxiosResponse<Item>>>();
client.interceptors.request.use((config) => config);
client.defaults.headers.common.authorization = 'Bearer token';

expectTypeOf(client.stats()).toEqualTypeOf<ClientStats>();
expectTypeOf<ClientStats>().toEqualTypeOf<
  Readonly<
    Record<
      | 'requests'
      | 'connectionsOpened'
      | 'reused'
      | 'reuseRatio'
      | 'dnsLookups'
      | 'active'
      | 'idle'
      | 'queued',
      number
    >
  >
>();
expectTypeOf(client.close()).toEqualTypeOf<Promise<void>>();

// One's own instance keeps its type.
expectTypeOf(attach(axios.create())).toEqualTypeOf<AxiosInstance>();
declare const mine: AxiosInstance & { readonly tenant: string };
expectTypeOf(attach(mine).tenant).toEqualTypeOf<string>();
// @ts-expect-error not an instance
attach({ baseURL: 'https://api.example.com' });

class Patient extends RetryPolicy {
  override maxRetries = 9;
}
const options: ClientOptions[] = [
  {},
  { pool: { maxSockets: 10, maxFreeSockets: 0, idleTimeout: '5s' } },
  { timeouts: { connect: '1s', idle: 500, attempt: '1m' }, dns: { cache: false } },
  { retry: new Patient() },
  { retry: new RetryPolicy({ maxRetries: 1 }) },
];
for (const each of options) createClient(each);
// @ts-expect-error misspelt
createClient({ baseUrl: 'https://api.example.com' });
// @ts-expect-error misspelt
createClient({ pool: { sockets: 5 } });
// @ts-expect-error not a unit
createClient({ timeouts: { connect: '1 sec' } });
// @ts-expect-error a policy, not a number
createClient({ retry: 3 });

// What a decorated method returns is what axios types say.
export class Api {
  readonly #http = createClient();

  @Retry()
  getItem(id: string) {
    return this.#http.get<Item>(`/items/${id}`);
  }

  @Retry()
  async getData(id: string) {
    const { data } = await this.getItem(id);
    expectTypeOf(data).toEqualTypeOf<Item>();
    return data;
  }
}
expectTypeOf(new Api().getItem('7')).toEqualTypeOf<Promise<AxiosResponse<Item>>>();
expectTypeOf(new Api().getData('7')).toEqualTypeOf<Promise<Item>>();
