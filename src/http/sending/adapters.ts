import axios, {
  type AxiosAdapter,
  type AxiosInstance,
  type AxiosResponse,
  type InternalAxiosRequestConfig,
} from 'axios';
import { isForNodeLine, nodeLine } from '../connections/node-line.js';
import { lineOf, markLine } from '../delivery/lines.js';
import type { Line } from '../delivery/wire.js';

/** What `adapter` may be in the options of axios: a function, a name, or names in the order of preference. */
export type Adapters = NonNullable<InternalAxiosRequestConfig['adapter']> | undefined;

/** In the order in which axios tries them. */
const USUAL: NonNullable<Adapters> = ['xhr', 'http', 'fetch'];

/** What carries a request of an instance whose adapter is this, if that is of ours. */
export function lineFor(config: InternalAxiosRequestConfig, send: AxiosAdapter): Line | undefined {
  const line = lineOf(send);
  return line === nodeLine && !isForNodeLine(config) ? undefined : line;
}

/**
 * Finds the adapter that an instance means. The name 'http' means another adapter to another copy of axios, of which an
 * application easily has two (ESM beside CommonJS); errors must be of the class that the instance's user knows.
 */
export function adaptersOf(instance: AxiosInstance): (adapters: Adapters) => AxiosAdapter {
  const sameCopy = instance.interceptors.request.constructor === axios.interceptors.request.constructor;
  return sameCopy ? byName : viaInstance(instance);
}

function byName(adapters: Adapters): AxiosAdapter {
  const send: AxiosAdapter = (config) => axios.getAdapter(adapters ?? USUAL, config)(config);
  if (meansNodeHttp(adapters ?? USUAL)) return markLine(send, nodeLine);
  return typeof adapters === 'function' ? markLine(send, lineOf(adapters)) : send;
}

function meansNodeHttp(adapters: NonNullable<Adapters>): boolean {
  try {
    return axios.getAdapter(adapters) === axios.getAdapter('http');
  } catch {
    // A name that means nothing is an error when it is used.
    return false;
  }
}

/** By the instance's own machinery, with everything switched off that its user's instance does already. */
function viaInstance(instance: AxiosInstance): (adapters: Adapters) => AxiosAdapter {
  const bare = instance.create();
  for (const key of Object.keys(bare.defaults)) Reflect.deleteProperty(bare.defaults, key);
  const transformRequest = [(data: unknown) => data];
  return (adapters = USUAL) =>
    async (config) => {
      try {
        const request = {
          ...config,
          adapter: adapters,
          transformRequest,
          transformResponse: [],
        } as InternalAxiosRequestConfig;
        return withConfig((await bare.request(request)) as AxiosResponse, config);
      } catch (error) {
        withConfig((error as { response?: unknown }).response, config);
        throw withConfig(error, config);
      }
    };
}

function withConfig<T>(carrier: T, config: InternalAxiosRequestConfig): T {
  if ((carrier as { config?: unknown } | undefined)?.config) Object.assign(carrier as object, { config });
  return carrier;
}
