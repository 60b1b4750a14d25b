import type { CreateAxiosDefaults } from 'axios';
import { unexpected } from '../../errors.js';
import { originsOf } from './origins.js';
import { refuseControls, refuseUnsendable } from './sendable.js';

/** What a client sends where, and what it takes from there. */
export interface BorderOptions extends CreateAxiosDefaults {
  /**
   * Other origins (scheme, host and port) that may be called with this client's credentials. A client with a `baseURL`
   * refuses every other one, before anything is sent; one with neither calls any. Default: the `baseURL`'s alone.
   */
  readonly origins?: readonly string[] | undefined;
  /** Names of headers, parameters and body fields that are secret, beside the usual ones. Default: none. */
  redact?: string[];
  /** The most bytes of a body, unpacked; -1 for any number. Default 64 MiB, for `responseType: 'stream'` none. */
  maxContentLength?: number;
  /** 0 to follow none. To another origin, no redirect takes along what is secret. Default 10; over fetch always 20. */
  maxRedirects?: number;
}

/** Checks the options, and returns the origins that are allowed beside the client's own. */
export function readBorders(
  { origins, redact, headers, baseURL, adapter, socketPath }: BorderOptions,
  where: string,
): readonly string[] | undefined {
  if (redact !== undefined && !(Array.isArray(redact) && redact.every(isName))) {
    throw unexpected(`${where} 'redact'`, 'a list of names', redact);
  }
  refuseUnsendable(headers, () => `${where} 'headers'`);
  refuseControls(baseURL, () => `${where} 'baseURL'`);
  // Where it leads elsewhere than into the web, only its user can know what it means.
  if (baseURL && typeof adapter !== 'function' && !socketPath && !isWebAddress(baseURL)) {
    throw unexpected(`${where} 'baseURL'`, 'an http: or https: URL', baseURL);
  }
  return originsOf(origins, `${where} 'origins'`);
}

const isName = (name: unknown): boolean => typeof name === 'string' && name !== '';

const isWebAddress = (address: unknown): boolean =>
  typeof address === 'string' && URL.canParse(address) && /^https?:/i.test(address.trim());
