import { createHash } from 'node:crypto';

const HASHES: Readonly<Record<string, string>> = { MD5: 'md5', 'SHA-256': 'sha256', 'SHA-512': 'sha512' };

export const isAlgorithm = (name: string): boolean => Object.hasOwn(HASHES, name);

export const hash = (algorithm: string, data: string | Buffer): string =>
  createHash(HASHES[algorithm] ?? 'md5')
    .update(data)
    .digest('hex');

/** What a client says of itself: the parameters of its Authorization header. */
export type Credentials = Readonly<Record<string, string>>;

/** Reads `Digest a="b", c=d`; undefined for another scheme. */
export function credentialsOf(header: string | undefined): Credentials | undefined {
  if (!/^Digest\s/i.test(header ?? '')) return undefined;
  const found = [...(header as string).matchAll(/(\w+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))/g)];
  return Object.fromEntries(
    found.map(([, name = '', quoted, bare]) => [name.toLowerCase(), quoted ?? bare ?? '']),
  );
}

/** What the response has to be (RFC 7616, section 3.4.1; without a qop as in RFC 2069). */
export function digestResponse(
  { username = '', realm = '', uri = '', nonce = '', nc = '', cnonce = '', qop }: Credentials,
  algorithm: string,
  secret: { readonly password: string; readonly method: string; readonly body: Buffer },
): string {
  const h = (...parts: string[]): string => hash(algorithm, parts.join(':'));
  const a1 = h(username, realm, secret.password);
  const a2 = qop === 'auth-int' ? h(secret.method, uri, hash(algorithm, secret.body)) : h(secret.method, uri);
  return qop === undefined ? h(a1, nonce, a2) : h(a1, nonce, nc, cnonce, qop, a2);
}
