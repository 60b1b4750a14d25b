import { bare } from '../basics/bare.js';
import { limit } from '../duration.js';
import { ConfigError } from '../errors.js';
import { TOKEN } from '../headers.js';
import { Origins } from '../http/borders/origins.js';
import { checkKeys } from '../options.js';
import { addressOf } from '../telemetry/address.js';
import { demand, demandAuth, isRecord } from './demand.js';
import { type CallSettings, REQUEST_OPTIONS, type RestRequest } from './request.js';
import type { Held } from './settings.js';

interface Asked {
  readonly method: string;
  readonly url: string;
  readonly body: unknown;
  readonly options: CallSettings;
}

/**
 * What a caller asked for, as `send` gets it: a frozen copy.
 *
 * @param by the client, for messages
 * @throws ConfigError for what makes no sense, and for another origin, before anything is sent
 */
export function checked({ method, url, body, options }: Asked, settings: Held, by: string): RestRequest {
  const verb = String(method).trim().toUpperCase();
  demand(typeof method === 'string' && TOKEN.test(verb), by, 'a method such as GET', method);
  const where = `${by}: ${verb} ${addressOf({ url })}`;
  const option = (name: string): string => `${where}: option '${name}'`;
  const { methods, baseURL, origins } = settings;
  const isAllowed = methods === undefined || methods.some((each) => each.toUpperCase() === verb);
  demand(isAllowed, where, `one of ${methods?.join(', ')}`, verb);
  demand(typeof url === 'string', where, 'a path or a URL', url);
  checkKeys(options, REQUEST_OPTIONS, where);
  const { signal: _, headers = {}, params = {}, accept = [], ...rest } = bare(options);
  const { auth = false, responseType = 'json', idempotencyKey = 'none', timeout } = rest;
  demand(isRecord(headers), option('headers'), 'an object of names and values', headers);
  demand(isRecord(params), option('params'), 'an object of names and values', params);
  const isList = Array.isArray(accept) && accept.every(Number.isInteger);
  demand(isList, option('accept'), 'a list of statuses', accept);
  demand(['json', 'text'].includes(responseType), option('responseType'), "'json' or 'text'", responseType);
  const isKey = typeof idempotencyKey === 'string' && idempotencyKey !== '';
  demand(isKey, option('idempotencyKey'), 'text', idempotencyKey);
  if (auth !== false) demandAuth(auth, where, 'a function such as bearer(...), or false for none');
  if (timeout !== undefined) limit(timeout, option('timeout'));
  new Origins(origins, { baseURL }).check({ method: verb, baseURL, url } as never);
  const { username = '', password = '' } = URL.canParse(url) ? new URL(url) : {};
  if (username !== '' || password !== '')
    throw new ConfigError(
      `${where}: the address has a user in it, who would take the place of the client's own; use option 'auth'`,
    );
  const copies = { headers: { ...headers }, params: { ...params }, accept: [...accept] };
  return Object.freeze(bare({ ...rest, ...copies, method: verb, url, body }));
}
