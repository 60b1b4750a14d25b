/** Interceptors stand between a merged config and the adapter, in the order of axios, whichever way it was merged. */
import axios, { type AxiosInstance } from 'axios';
import { expect, onTestFinished, test } from 'vitest';
import { createInstance } from '../../../src/http/instance/instance.js';

const ours = (): AxiosInstance => createInstance({}, { gate: () => {}, create: ours });

/** What happens on the way of a request: what each interceptor saw, what the adapter got, how it ended. */
async function way(instance: AxiosInstance, set: (instance: AxiosInstance, log: unknown[]) => unknown) {
  const log: unknown[] = [];
  instance.defaults.adapter = async (config) => {
    log.push(['adapter', config.url, { ...config.headers }]);
    return { data: '{"a":1}', status: 200, statusText: '', headers: {}, config };
  };
  set(instance, log);
  for (const url of ['/first', '/second']) {
    try {
      const { data, headers, config } = await instance.get(url, { headers: { 'X-Own': '1' } });
      log.push(['answer', data, headers instanceof axios.AxiosHeaders, config.url]);
    } catch (error) {
      log.push(['error', String(error)]);
    }
  }
  return log;
}

/** Adds one that is seen, and leaves its trace. */
const seen = (instance: AxiosInstance, log: unknown[], name: string, options?: object) =>
  instance.interceptors.request.use(
    (config) => {
      log.push([name, config.url, { ...config.headers }]);
      config.headers.set(`X-${name}`, '1');
      return config;
    },
    undefined,
    options,
  );

const SETS: Record<string, (instance: AxiosInstance, log: unknown[]) => unknown> = {
  none: () => {},
  'two that are asynchronous': (instance, log) => {
    seen(instance, log, 'A');
    seen(instance, log, 'B');
  },
  'two that are synchronous': (instance, log) => {
    seen(instance, log, 'A', { synchronous: true });
    seen(instance, log, 'B', { synchronous: true });
  },
  'one of each': (instance, log) => {
    seen(instance, log, 'A', { synchronous: true });
    seen(instance, log, 'B');
  },
  'one that was taken away': (instance, log) => {
    seen(instance, log, 'A');
    instance.interceptors.request.eject(seen(instance, log, 'B'));
  },
  'one that runs for some requests': (instance, log) => {
    seen(instance, log, 'A', { runWhen: ({ url }: { url: string }) => url === '/second' });
    seen(instance, log, 'B');
  },
  'those in the other order': (instance, log) => {
    Object.assign(instance.defaults.transitional ?? {}, { legacyInterceptorReqResOrdering: false });
    seen(instance, log, 'A');
    seen(instance, log, 'B');
  },
  'those in an order of which the defaults say nothing': (instance, log) => {
    instance.defaults.transitional = { silentJSONParsing: true };
    seen(instance, log, 'A');
    seen(instance, log, 'B');
  },
  'of another manager': (instance, log) => {
    instance.interceptors.request = new (instance.interceptors.request.constructor as new () => never)();
    instance.interceptors.response = new (instance.interceptors.response.constructor as new () => never)();
    seen(instance, log, 'A');
    instance.interceptors.response.use((response) => ({ ...response, data: [response.data] }));
  },
  'one that gives another config': (instance) =>
    instance.interceptors.request.use((config) => ({ ...config, url: '/elsewhere' })),
  'one that throws': (instance) =>
    instance.interceptors.request.use(() => {
      throw new Error('not today');
    }),
  'one that throws at once, and one that hears of it': (instance, log) => {
    instance.interceptors.request.use(
      (config) => config,
      (error) => log.push(['heard', String(error)]),
      { synchronous: true },
    );
    instance.interceptors.request.use(
      () => {
        throw new Error('not today');
      },
      undefined,
      { synchronous: true },
    );
  },
  'those of responses': (instance) => {
    instance.interceptors.response.use((response) => ({ ...response, data: [response.data] }));
    instance.interceptors.response.use((response) => ({ ...response, data: { of: response.data } }));
  },
  'one that puts an error in the place of a response': (instance) =>
    instance.interceptors.response.use(() => Promise.reject(new Error('refused'))),
};

test.each(Object.entries(SETS))('interceptors: %s', async (_name, set) => {
  expect(await way(ours(), set)).toEqual(await way(axios.create(), set));
});

test('an interceptor that comes between two requests is asked from the second one on', async () => {
  const instance = ours();
  const log: unknown[] = [];
  await way(instance, () => {});
  seen(instance, log, 'A');
  await instance.get('/third');
  expect(log).toEqual([
    ['A', '/third', { Accept: 'application/json, text/plain, */*', 'Content-Type': undefined }],
  ]);
});

test('the order that all instances have by default is that of axios, too', async () => {
  const { transitional } = axios.defaults;
  const before = { ...transitional };
  onTestFinished(() => void Object.assign(transitional ?? {}, before));
  const [bare, own] = [axios.create(), ours()];
  Object.assign(transitional ?? {}, { legacyInterceptorReqResOrdering: false });
  const set = (instance: AxiosInstance, log: unknown[]): void => {
    Reflect.deleteProperty(instance.defaults, 'transitional');
    seen(instance, log, 'A');
    seen(instance, log, 'B');
  };
  expect(await way(own, set)).toEqual(await way(bare, set));
});
