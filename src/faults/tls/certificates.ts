import { isIP } from 'node:net';
import { ConfigError } from '../../errors.js';

export interface Certificate {
  readonly key: string;
  readonly cert: string;
}

/** All in PEM. */
export interface Certificates {
  /** The authority that signed all but the self-signed one. */
  readonly ca: string;
  readonly good: Certificate;
  readonly expired: Certificate;
  readonly wrongHost: Certificate;
  readonly selfSigned: Certificate;
}

// OpenSSL compares them with the system's clock and not with ours, which may be a test's.
const VALID = { notBeforeDate: new Date('2000-01-01'), notAfterDate: new Date('2100-01-01') };
const EXPIRED = { notBeforeDate: new Date('2000-01-01'), notAfterDate: new Date('2001-01-01') };

const DNS = 2;
const IP = 7;

const nameOf = (host: string) =>
  isIP(host) ? ({ type: IP, ip: host } as const) : ({ type: DNS, value: host } as const);

/** Optional, for only the faults of TLS need it; so it is looked for when one of them is wanted. */
async function load(): Promise<typeof import('selfsigned')> {
  try {
    return await import('selfsigned');
  } catch (cause) {
    throw new ConfigError(
      "faults of TLS make their certificates with the package 'selfsigned': npm install --save-dev selfsigned",
      { cause },
    );
  }
}

/**
 * Makes certificates for this run; their keys live in memory only.
 *
 * @param host besides localhost, what the good ones are for
 * @throws ConfigError if the package selfsigned is not there
 */
export async function makeCertificates(host: string): Promise<Certificates> {
  const { generate } = await load();
  const subject = (name: string) => [{ name: 'commonName', value: name }];
  const strong = { keyType: 'ec', algorithm: 'sha256' } as const;
  const authority = await generate(subject('holdfast faults CA'), {
    ...strong,
    ...VALID,
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
    ],
  });
  async function issue(
    hosts: readonly string[],
    dates = VALID,
    ca: Certificate | null = { key: authority.private, cert: authority.cert },
  ): Promise<Certificate> {
    const made = await generate(subject(hosts[0] as string), {
      ...strong,
      ...dates,
      ...(ca && { ca }),
      extensions: [
        { name: 'basicConstraints', cA: false },
        { name: 'keyUsage', digitalSignature: true },
        { name: 'extKeyUsage', serverAuth: true },
        { name: 'subjectAltName', altNames: hosts.map(nameOf) },
      ],
    });
    return { key: made.private, cert: made.cert };
  }
  const own = [...new Set(['localhost', '127.0.0.1', '::1', host])];
  return {
    ca: authority.cert,
    good: await issue(own),
    expired: await issue(own, EXPIRED),
    wrongHost: await issue(['wrong-host.invalid']),
    selfSigned: await issue(own, VALID, null),
  };
}
