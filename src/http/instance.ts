import axios, { type AxiosInstance, type AxiosRequestConfig, type CreateAxiosDefaults } from 'axios';
import { LeanDefaults } from './lean-defaults.js';

type Request = (target: string | AxiosRequestConfig, config?: AxiosRequestConfig) => Promise<unknown>;

/** What is done otherwise than axios does it. */
export interface Ways {
  /** Sees each request as the user wrote it; axios cleans headers before anybody else sees them. May throw. */
  gate(config: AxiosRequestConfig, defaults: AxiosInstance['defaults']): void;
  /** Makes the instances of `instance.create`, from their defaults. */
  create(defaults: CreateAxiosDefaults): AxiosInstance;
}

const WITHOUT_BODY = ['delete', 'get', 'head', 'options'];

/** As `axios.create` makes it, from parts that axios exports: it has no place at which a request can be seen first. */
export function createInstance(options: CreateAxiosDefaults, { gate, create }: Ways): AxiosInstance {
  const { defaults } = axios.create(options);
  const context = new axios.Axios(defaults as AxiosRequestConfig);
  const lean = new LeanDefaults();
  const send = context.request as Request;
  // `get`, `post` and the others call it as well.
  const request: Request = (target, config) => {
    try {
      gate(typeof target === 'string' ? { ...config, url: target } : (target ?? {}), defaults);
    } catch (error) {
      return Promise.reject(error);
    }
    // Read at once. `getUri` looks at them too, and is to see what their owner has changed.
    context.defaults = lean.of(defaults) as typeof context.defaults;
    const sent = send.call(context, target, config);
    context.defaults = defaults as typeof context.defaults;
    return sent;
  };
  Object.defineProperty(context, 'request', { value: request });
  const instance: object = (...args: Parameters<Request>) => request(...args);
  for (const name of Object.getOwnPropertyNames(axios.Axios.prototype)) {
    const method: unknown = Reflect.get(context, name);
    if (name !== 'constructor' && typeof method === 'function')
      Reflect.set(instance, name, method.bind(context));
  }
  // axios merges what it is given with nothing first, to put these two in.
  for (const method of WITHOUT_BODY) {
    const general = Reflect.get(instance, method) as Request;
    const send: Request = (url, own) =>
      own === undefined ? request({ __proto__: null, method, url } as object) : general(url, own);
    Reflect.set(instance, method, send);
  }
  return Object.assign(instance, {
    defaults,
    interceptors: context.interceptors,
    create: (own?: CreateAxiosDefaults) =>
      create({
        ...axios.mergeConfig(defaults as AxiosRequestConfig, own as AxiosRequestConfig),
        // Not the one of this instance, which is bound to it.
        adapter: own?.adapter ?? options.adapter,
      } as CreateAxiosDefaults),
  }) as AxiosInstance;
}
