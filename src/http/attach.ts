import axios, {
  type AxiosAdapter,
  type AxiosInstance,
  type AxiosResponse,
  type InternalAxiosRequestConfig,
} from 'axios';
import { currentScope } from '../attempt.js';
import { unexpected } from '../errors.js';
import { protect } from '../telemetry/redact.js';
import { canceled } from './refusal.js';
import { type Adapters, adaptersOf } from './sending/adapters.js';
import { dispatch } from './sending/dispatch.js';
import { holdBody } from './sending/prepare.js';

/** How one logical request is sent: once, or under a retry policy. */
export type Sender = (config: InternalAxiosRequestConfig, send: AxiosAdapter) => Promise<AxiosResponse>;

// Known to every copy of the package, so that none wraps what another has wrapped. Holds what is inside.
const WRAPPED = Symbol.for('holdfast.adapter@1');
const ATTACHED = Symbol.for('holdfast.attached@1');

/**
 * Gives an axios instance of your own what the shared client has: inside guarded methods its requests follow the
 * attempt's signal and deadline, carry the idempotency key and are known to the retry policy; everywhere, errors tell
 * what happened and print no credentials. Agents, timeouts and interceptors stay yours. Attaching twice does nothing.
 *
 * @returns the same instance
 * @throws ConfigError if it is no axios instance
 * @example
 * const api = attach(axios.create({ baseURL: 'https://api.example.com' }));
 */
export function attach<T extends AxiosInstance>(instance: T): T {
  if (typeof instance !== 'function' || !instance.interceptors?.request || !instance.defaults) {
    throw unexpected('attach', 'an axios instance', instance);
  }
  return equip(instance, (config, send) => dispatch(config, send, undefined, currentScope()));
}

/** Puts `sender` between an instance and its adapters. */
export function equip<T extends AxiosInstance>(instance: T, sender: Sender): T {
  if (Object.hasOwn(instance, ATTACHED)) return instance;
  Object.defineProperty(instance, ATTACHED, { value: true });
  const adaptersNamed = adaptersOf(instance);
  const own = new WeakSet<object>();
  const wrapped = (adapters: Adapters): AxiosAdapter => {
    if (typeof adapters === 'function' && own.has(adapters)) return adapters;
    // An instance may inherit the wrapper of another, as all do from a global axios that was attached.
    const inside = unwrapped(adapters);
    const send = adaptersNamed(inside);
    const adapter: AxiosAdapter = (config) => sender(config, send);
    own.add(adapter);
    return Object.defineProperty(adapter, WRAPPED, { value: inside });
  };
  // The adapter and not an interceptor, for it is asked once per dispatch, last, and by instances made from this one.
  instance.defaults.adapter = wrapped(instance.defaults.adapter);
  return intercept(instance, wrapped);
}

const unwrapped = (adapters: Adapters): Adapters =>
  typeof adapters === 'function' && WRAPPED in adapters
    ? (adapters as { [WRAPPED]: Adapters })[WRAPPED]
    : adapters;

/** axios before 1.19 ends a request that was aborted already where no interceptor hears of it; it asks the token first. */
function endSafely(config: InternalAxiosRequestConfig): void {
  const throwIfRequested = (): never => {
    throw protect(canceled(config));
  };
  Object.defineProperty(config, 'cancelToken', { value: { throwIfRequested }, configurable: true });
}

/** What has to be done before the adapter, and after it. Instances do not inherit it from the one they are made of. */
function intercept<T extends AxiosInstance>(instance: T, wrapped: (adapters: Adapters) => AxiosAdapter): T {
  // Only here can an adapter be seen that a request brings along, and a body before it is transformed.
  instance.interceptors.request.use(
    (config) => {
      config.adapter = wrapped(config.adapter);
      if (config.signal?.aborted) endSafely(config);
      return holdBody(config);
    },
    undefined,
    { synchronous: true },
  );
  // What axios itself throws, before and after the adapter: a cancelled request, a body that does not parse.
  instance.interceptors.response.use(undefined, (error) => {
    throw protect(error);
  });
  const { create } = instance;
  // The one that everybody imports makes instances for everybody.
  if ((instance as unknown) === axios) return instance;
  instance.create = (defaults) => {
    const child = create(defaults);
    return Object.hasOwn(child, ATTACHED) ? child : intercept(child, wrapped);
  };
  return instance;
}
