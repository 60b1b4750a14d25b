import { slipOf } from '../basics/nearest.js';
import { show } from '../basics/show.js';
import { ConfigError } from '../errors.js';

/** The options of axios, from 1.16 on. */
export const AXIOS_OPTIONS = [
  'adapter',
  'allowAbsoluteUrls',
  'allowedSocketPaths',
  'auth',
  'baseURL',
  'beforeRedirect',
  'cancelToken',
  'data',
  'decompress',
  'env',
  'family',
  'fetchOptions',
  'formDataHeaderPolicy',
  'formSerializer',
  'headers',
  'http2Options',
  'httpAgent',
  'httpVersion',
  'httpsAgent',
  'insecureHTTPParser',
  'lookup',
  'maxBodyLength',
  'maxContentLength',
  'maxRate',
  'maxRedirects',
  'method',
  'onDownloadProgress',
  'onUploadProgress',
  'params',
  'paramsSerializer',
  'parseReviver',
  'proxy',
  'redact',
  'responseEncoding',
  'responseType',
  'sensitiveHeaders',
  'signal',
  'socketPath',
  'timeout',
  'timeoutErrorMessage',
  'transformRequest',
  'transformResponse',
  'transitional',
  'transport',
  'url',
  'validateStatus',
  'withCredentials',
  'withXSRFToken',
  'xsrfCookieName',
  'xsrfHeaderName',
];

const OWN_OPTIONS = ['announce', 'dns', 'origins', 'pool', 'retry', 'timeouts', 'tls'];

/** What stands within another option, and whose name says so by itself. */
const INNER: Readonly<Record<string, string>> = {
  maxSockets: 'pool.',
  maxFreeSockets: 'pool.',
  idleTimeout: 'pool.',
  maxRetries: 'retry.',
  ca: 'tls.',
  rejectUnauthorized: 'tls.',
};

const KNOWN: ReadonlySet<string> = new Set([...AXIOS_OPTIONS, ...OWN_OPTIONS]);
const MEANT = [...KNOWN, ...Object.keys(INNER)];

/**
 * Refuses what is nearly an option. A key that is none is no mistake by itself, for interceptors read keys of their own;
 * but one that a slip of the finger makes of an option was meant to be it.
 *
 * @param options those that are not read yet
 */
export function refuseMisspelt(options: object, where: string): void {
  for (const [key, value] of Object.entries(options)) {
    // So interceptors mark what is theirs: `_retry`.
    if (KNOWN.has(key) || /^\W|^_/.test(key)) continue;
    const meant = slipOf(key, MEANT);
    if (meant === undefined) continue;
    throw new ConfigError(
      `${where}: unknown option '${key}' (${show(value)}); did you mean '${INNER[meant] ?? ''}${meant}'? ` +
        '(if it is yours, give it another name)',
    );
  }
}
