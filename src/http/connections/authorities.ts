import type { ConnectionOptions, SecureContext } from 'node:tls';

/**
 * Authorities of one's own, as options for many connections. Node reads them anew for each one; all the usual ones and one
 * more take it 10 ms and longer. Where there are none it takes its own, which an application may exchange.
 */
export function readAuthorities(options: ConnectionOptions): { readonly secureContext?: SecureContext } {
  if (!options.ca) return {};
  // Not imported, for with that Node makes strings of all authorities that it has.
  const tls = process.getBuiltinModule('node:tls');
  // As `tls.connect` would make it.
  const asked = { __proto__: null, ciphers: tls.DEFAULT_CIPHERS, ...options } as object;
  return { secureContext: tls.createSecureContext(asked) };
}
