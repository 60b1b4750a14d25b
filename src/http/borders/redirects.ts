import axios, { type InternalAxiosRequestConfig } from 'axios';
import { isSecretName } from '../../telemetry/secret-names.js';

type Config = InternalAxiosRequestConfig;

/** What a client follows by default: who needs more has met a loop. */
const MAX_REDIRECTS = 10;

/** What fetch by itself takes away from a redirect to another origin. */
const DROPPED_BY_FETCH = /^(authorization|proxy-authorization|cookie)$/i;

/**
 * What is no credential although it is called a key, and what axios has just put in for the proxy. Without its key, an
 * idempotent request that went there could be done twice.
 */
const KEPT = /^(proxy-authorization|(x-)?idempotency-key)$/i;

const plain = new axios.Axios({});

/** Limits the redirects of a request, and what they take along to other origins. `derived` is not the user's own. */
export function limitRedirects(derived: Config): Config {
  const { beforeRedirect, redact } = derived;
  const isBound = (name: string): boolean => isSecretName(name, redact) && !KEPT.test(name);
  derived.maxRedirects ??= MAX_REDIRECTS;
  let first: string | undefined;
  let last: string | undefined;
  derived.beforeRedirect = (options, response, request) => {
    first ??= originOf(plain.getUri(derived));
    const next = originOf(options.href);
    // Once only, for what is gone stays away.
    if (next !== (last ?? first)) {
      for (const name of Object.keys(options.headers)) if (isBound(name)) delete options.headers[name];
    }
    if (next !== first) options.auth = undefined;
    last = next;
    beforeRedirect?.(options, response, request);
  };
  const names = Object.keys(derived.headers);
  if (names.some((name) => isBound(name) && !DROPPED_BY_FETCH.test(name))) {
    // fetch would take them along, and cannot be told not to. For the other adapters this means nothing.
    derived.fetchOptions = { redirect: 'manual', ...derived.fetchOptions };
  }
  return derived;
}

const originOf = (address: unknown): string | undefined =>
  URL.canParse(String(address)) ? new URL(String(address)).origin : undefined;
