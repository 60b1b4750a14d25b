import type { AxiosInstance, AxiosRequestConfig, CreateAxiosDefaults } from 'axios';
import { refuseDuration, refuseUnsendable } from '../borders/sendable.js';
import { nameOf } from '../refusal.js';
import { createInstance, type Ways } from './instance.js';
import { strictly } from './payload.js';

/** An axios instance that takes no headers which it cannot send, and hands out no JSON which it cannot parse. */
export function withChecks(options: CreateAxiosDefaults, create: Ways['create']): AxiosInstance {
  const transformResponse = strictly(options.transformResponse);
  const instance = createInstance(
    { ...options, transformResponse },
    {
      create,
      gate: (config, defaults) => {
        const where = (): string => nameOf({ ...instance.defaults, ...config } as AxiosRequestConfig);
        refuseUnsendable(defaults?.headers, where);
        refuseUnsendable(config.headers, where);
        refuseDuration(defaults?.timeout, where);
        refuseDuration(config.timeout, where);
      },
    },
  );
  // So that it shows whether a request was given one.
  if (options.maxContentLength === undefined) Reflect.deleteProperty(instance.defaults, 'maxContentLength');
  // What interceptors have put in. Those that are added later run before this one.
  instance.interceptors.request.use(
    (config) => {
      refuseUnsendable(config.headers, () => nameOf(config));
      return config;
    },
    undefined,
    { synchronous: true },
  );
  return instance;
}
