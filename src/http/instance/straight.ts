import axios, { type InternalAxiosRequestConfig } from 'axios';

type Config = InternalAxiosRequestConfig;

/** The part of a manager that axios itself uses. */
interface Interceptors {
  forEach(see: (interceptor: Interceptor) => void): void;
}

/** A user may put another manager in. */
interface Context {
  readonly interceptors: { readonly request: Interceptors; readonly response: Interceptors };
}

interface Interceptor {
  readonly fulfilled: (config: Config) => Config;
  readonly synchronous: boolean;
  readonly runWhen: unknown;
}

/**
 * Sends configs that are merged through everything that comes after that in axios: interceptors, transformations, the
 * adapter. The answer is undefined where an interceptor has to be asked before whether it is to run, or where they
 * run in another order than the usual one.
 */
export function straightTo(context: Context): (config: Config) => Promise<unknown> | undefined {
  const straight = new axios.Axios({});
  let merged: Config | undefined;
  const request: Interceptors = {
    // Asked for within the call of `request`, so that this is the config that it was called for.
    forEach(see) {
      const config = merged;
      context.interceptors.request.forEach(see);
      // The last one is the first to run. It takes the place of what axios has made of nothing.
      see({ fulfilled: () => config as Config, synchronous: true, runWhen: null });
    },
  };
  const interceptors = {
    request,
    get response(): Interceptors {
      return context.interceptors.response;
    },
  };
  Object.assign(straight, { interceptors });
  return (config) => {
    let isUsual = isUsualOrder(config.transitional) && isUsualOrder(USUAL);
    context.interceptors.request.forEach(({ runWhen }) => {
      if (runWhen) isUsual = false;
    });
    if (!isUsual) return undefined;
    merged = config;
    const response = straight.request({});
    merged = undefined;
    return response;
  };
}

/** What axios looks at for a config that says nothing about it. */
const USUAL = axios.defaults.transitional;

/** Whether the last interceptor is to be the first. */
const isUsualOrder = (transitional: Config['transitional']): boolean =>
  transitional?.legacyInterceptorReqResOrdering === true;
