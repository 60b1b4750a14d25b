import { Agent } from 'node:https';
import type { ConnectionOptions } from 'node:tls';
import { show } from '../basics/show.js';
import { notSent } from '../http/borders/sendable.js';

/** The options of an agent that are about TLS, and not about its pool. */
const NAMES = [
  'ca',
  'cert',
  'checkServerIdentity',
  'ciphers',
  'crl',
  'dhparam',
  'ecdhCurve',
  'honorCipherOrder',
  'key',
  'localAddress',
  'maxVersion',
  'minVersion',
  'passphrase',
  'pfx',
  'rejectUnauthorized',
  'secureContext',
  'secureOptions',
  'secureProtocol',
  'servername',
  'sigalgs',
] as const;

export type TlsOptions = ConnectionOptions;

/**
 * What an `https.Agent` says about TLS. It sends nothing here, and its pool is not used.
 *
 * @throws ConfigError if it is another agent, which may do anything: tunnel, or connect in its own way
 */
export function tlsOptionsOf(agent: unknown, where: string): TlsOptions | undefined {
  if (agent === undefined || agent === null || agent === false) return undefined;
  if (!(agent instanceof Agent) || Object.getPrototypeOf(agent) !== Agent.prototype) {
    throw notSent(
      `${where}: option 'httpsAgent': undici() takes the TLS options of an https.Agent, and no other agent, got ${show(agent)}; ` +
        "a proxy is stated by 'proxy'",
    );
  }
  const options = agent.options as Record<string, unknown>;
  return Object.fromEntries(
    NAMES.filter((name) => Object.hasOwn(options, name)).map((name) => [name, options[name]]),
  );
}
