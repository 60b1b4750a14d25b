/** A host as sockets and certificates name it: without the brackets that a URL has around an IPv6 address. */
export const bareHost = (hostname: string): string => hostname.replace(/^\[(.*)\]$/, '$1');

/** A host as URLs spell it: an IPv6 address in brackets. */
export const bracketed = (host: string): string =>
  host.includes(':') && !host.startsWith('[') ? `[${host}]` : host;
