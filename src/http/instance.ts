import axios, { type AxiosInstance, type AxiosRequestConfig, type CreateAxiosDefaults } from 'axios';

type Request = (target: string | AxiosRequestConfig, config?: AxiosRequestConfig) => Promise<unknown>;

/** What is done otherwise than axios does it. */
export interface Ways {
  /** Sees each request as the user wrote it; axios cleans headers before anybody else sees them. May throw. */
  gate(config: AxiosRequestConfig, defaults: AxiosInstance['defaults']): void;
  /** Makes the instances of `instance.create`, from their defaults. */
  create(defaults: CreateAxiosDefaults): AxiosInstance;
}

/** As `axios.create` makes it, from parts that axios exports: it has no place at which a request can be seen first. */
export function createInstance(options: CreateAxiosDefaults, { gate, create }: Ways): AxiosInstance {
  const { defaults } = axios.create(options);
  const context = new axios.Axios(defaults as AxiosRequestConfig);
  const send = context.request as Request;
  // `get`, `post` and the others call it as well.
  const request: Request = (target, config) => {
    try {
      gate(typeof target === 'string' ? { ...config, url: target } : (target ?? {}), defaults);
    } catch (error) {
      return Promise.reject(error);
    }
    return send.call(context, target, config);
  };
  Object.defineProperty(context, 'request', { value: request });
  const instance: object = (...args: Parameters<Request>) => request(...args);
  for (const name of Object.getOwnPropertyNames(axios.Axios.prototype)) {
    const method: unknown = Reflect.get(context, name);
    if (name !== 'constructor' && typeof method === 'function')
      Reflect.set(instance, name, method.bind(context));
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
