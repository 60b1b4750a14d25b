import axios, { type AxiosInstance, type AxiosRequestConfig, type CreateAxiosDefaults } from 'axios';
import { mergedWith } from './merged.js';
import { straightTo } from './straight.js';
import { areDistinct, Templates, WITH_BODY, WITHOUT_BODY } from './template.js';

type Request = (target: string | AxiosRequestConfig, config?: AxiosRequestConfig) => Promise<unknown>;

/** What is done otherwise than axios does it. */
export interface Ways {
  /**
   * Sees each request as the user wrote it, and the defaults when they have changed; axios cleans headers before anybody
   * else sees them. May throw.
   */
  gate(config: AxiosRequestConfig, defaults: AxiosInstance['defaults'] | undefined): void;
  /** Makes the instances of `instance.create`, from their defaults. */
  create(defaults: CreateAxiosDefaults): AxiosInstance;
}

/** As `axios.create` makes it, from parts that axios exports: it has no place at which a request can be seen first. */
export function createInstance(options: CreateAxiosDefaults, { gate, create }: Ways): AxiosInstance {
  const { defaults } = axios.create(options);
  const context = new axios.Axios(defaults as AxiosRequestConfig);
  const templates = new Templates(defaults);
  const straight = straightTo(context as never);
  const byAxios = context.request as Request;

  const send = (config: object | null | undefined, more?: object): Promise<unknown> => {
    try {
      const own: AxiosRequestConfig = { __proto__: null, ...config, ...more } as object;
      const method = String(own.method || defaults.method || 'get').toLowerCase();
      const areNew = !templates.areCurrent(method);
      gate(own, areNew ? defaults : undefined);
      if (areNew) templates.renew(method);
      const template = templates.of(method);
      const merged = template && mergedWith(template, own as Record<string, unknown>);
      return (merged && straight(merged)) ?? byAxios.call(context, own);
    } catch (error) {
      return Promise.reject(error);
    }
  };
  // Those for forms call it as well.
  const request: Request = (target, config) =>
    typeof target === 'string' ? send(config, { url: target }) : send(target);
  Object.defineProperty(context, 'request', { value: request });
  const instance: object = (...args: Parameters<Request>) => request(...args);
  for (const name of Object.getOwnPropertyNames(axios.Axios.prototype)) {
    const method: unknown = Reflect.get(context, name);
    if (name !== 'constructor' && typeof method === 'function')
      Reflect.set(instance, name, method.bind(context));
  }
  // axios merges what it is given first with these two or three, and then once more.
  for (const method of WITHOUT_BODY)
    Reflect.set(instance, method, (url: string, own?: object) => send(own, { method, url }));
  for (const method of WITH_BODY) {
    const twice = Reflect.get(instance, method) as (...args: unknown[]) => Promise<unknown>;
    Reflect.set(instance, method, (url: string, data?: unknown, own?: AxiosRequestConfig) => {
      const { headers = {} } = { __proto__: null, ...own } as AxiosRequestConfig;
      return areDistinct(headers) ? send(own, { method, url, data, headers }) : twice(url, data, own);
    });
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
