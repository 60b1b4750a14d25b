/** The defaults are not merged anew for each request; what their owner does with them must count all the same. */
import axios, { type AxiosInstance } from 'axios';
import { expect, test } from 'vitest';
import { createClient } from '../../../src/http/index.js';

const nothing = (data: unknown): unknown => data;

/** What an adapter gets of a request, with whatever instance. */
async function seen(instance: AxiosInstance, method: string) {
  let config: any;
  await instance.request({
    method,
    url: 'http://localhost/',
    adapter: async (got) => {
      config = got;
      return { data: '', status: 200, statusText: '', headers: {}, config: got };
    },
  });
  const { headers, timeout, responseType, xsrfCookieName, env, transitional, params, transformRequest } =
    config;
  const rest = { timeout, responseType, xsrfCookieName, env, transitional, params, transformRequest };
  return { headers: headers.toJSON(), ...rest };
}

const CHANGES: Record<string, (instance: AxiosInstance) => unknown> = {
  nothing: () => {},
  'a header for all methods': ({ defaults }) => {
    defaults.headers.common['X-All'] = '1';
  },
  'one for a single method': ({ defaults }) => {
    defaults.headers.post['X-Post'] = '1';
  },
  'and gone again': ({ defaults }) => {
    delete defaults.headers.post['X-Post'];
  },
  'one that stands by itself': ({ defaults }) => {
    (defaults.headers as Record<string, unknown>)['X-Own'] = '1';
  },
  'one that is called as a method': ({ defaults }) => {
    (defaults.headers as Record<string, unknown>).query = 'all';
  },
  'an option': ({ defaults }) => {
    defaults.timeout = 1234;
  },
  'an option that was not there': ({ defaults }) => {
    defaults.responseType = 'text';
  },
  'an option less': ({ defaults }) => {
    delete defaults.xsrfCookieName;
  },
  'a header in the place of another': ({ defaults }) => {
    delete defaults.headers.common['Content-Type'];
    defaults.headers.common.Authorization = 'Bearer 1';
  },
  'a header that is made anew each time': ({ defaults }) => {
    let asked = 0;
    defaults.headers.common.Authorization = { toString: () => `Bearer ${++asked}` } as never;
  },
  'nothing, while it is': () => {},
  'a header that is a text again': ({ defaults }) => {
    defaults.headers.common.Authorization = 'Bearer 2';
  },
  'a header with several values': ({ defaults }) => {
    (defaults.headers as Record<string, unknown>)['X-Many'] = ['1'];
  },
  'one value more of it': ({ defaults }) => {
    (defaults.headers as unknown as Record<string, string[]>)['X-Many']?.push('2');
  },
  'that header less': ({ defaults }) => {
    delete (defaults.headers as Record<string, unknown>)['X-Many'];
  },
  'an object within an option': ({ defaults }) => {
    defaults.params = { a: 1 };
  },
  'an entry of it': ({ defaults }) => {
    defaults.params.b = 2;
  },
  'that option less': ({ defaults }) => {
    delete defaults.params;
  },
  'an entry of the usual objects': ({ defaults }) => {
    Object.assign(defaults.transitional ?? {}, { silentJSONParsing: false });
  },
  'a transformation more': ({ defaults }) => {
    (defaults.transformRequest as unknown[]).push(nothing);
  },
  'all headers': ({ defaults }) => {
    defaults.headers = { common: { 'X-New': '1' } } as never;
  },
};

test('each change of the defaults counts from the next request on, as with axios', async () => {
  const [bare, ours] = [axios.create(), createClient({ maxContentLength: -1 })];
  for (const [name, change] of Object.entries(CHANGES)) {
    for (const instance of [bare, ours]) change(instance);
    for (const method of ['get', 'post', 'query'])
      expect(await seen(ours, method), `${name}, ${method}`).toEqual(await seen(bare, method));
  }
  await ours.close();
});

test('the defaults that their owner sees are all there, also within an interceptor', async () => {
  const client = createClient();
  client.interceptors.request.use((config) => {
    client.defaults.headers.put['X-Put'] = '1';
    return config;
  });
  await seen(client, 'get');
  expect((await seen(client, 'put')).headers).toMatchObject({ 'X-Put': '1' });
  client.defaults.baseURL = 'http://localhost/base';
  expect(client.getUri({ url: '/x' })).toBe('http://localhost/base/x');
  await client.close();
});

test('what axios makes of the defaults is asked for once, as long as they stay as they are', async () => {
  const client = createClient();
  let looked = 0;
  Object.defineProperty(client.defaults, 'xsrfCookieName', {
    enumerable: true,
    configurable: true,
    get: () => {
      looked += 1;
      return 'name';
    },
  });
  await seen(client, 'get');
  const first = looked;
  looked = 0;
  await seen(client, 'get');
  // Compared, and not merged.
  expect(looked).toBe(1);
  expect(first).toBeGreaterThan(1);
  await client.close();
});

test('a default header that cannot be sent is refused however it has come there, by the same words each time', async () => {
  const client = createClient({ baseURL: 'http://localhost' });
  const many = ['a'];
  Object.assign(client.defaults.headers.common, { 'X-Many': many });
  await seen(client, 'get');
  many.push('b\r\nX: y');
  const words = [];
  for (let n = 0; n < 2; n++) words.push(String(await client.get('/a').catch((error) => error.message)));
  expect(words[0]).toMatch(/^GET http:\/\/localhost\/a: the value of 'X-Many' has the character U\+000D/);
  expect(words[1]).toBe(words[0]);
  many.pop();
  const own = { headers: { 'X-Own': 'a\nb' } };
  for (let n = 0; n < 2; n++)
    expect(String(await client.get('/a', own).catch((error) => error.message))).toMatch(
      /^GET http:\/\/localhost\/a: the value of 'X-Own'/,
    );
  await client.close();
});
