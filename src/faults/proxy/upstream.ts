import { bareHost } from '../../basics/host.js';
import { unexpected } from '../../errors.js';

/** Where a server is: `'localhost:5432'`, `'https://api.example.com'`, or its parts. */
export type Upstream = string | URL | { readonly host: string; readonly port: number };

interface Address {
  readonly host: string;
  readonly port: number;
  /** With its colon, as in a URL. */
  readonly protocol: string;
}

const PORTS: Record<string, number> = { 'http:': 80, 'https:': 443 };

/** @throws ConfigError unless it names a host and a port, and nothing besides */
export function addressOf(upstream: Upstream, where: string): Address {
  const url = typeof upstream === 'string' || upstream instanceof URL ? parse(String(upstream)) : undefined;
  const { host, port } = url ?? (upstream as { host?: unknown; port?: unknown } | null) ?? {};
  if (typeof host === 'string' && host !== '' && isPort(port)) {
    return { host, port, protocol: url?.protocol ?? 'http:' };
  }
  const got = upstream instanceof URL ? upstream.href : upstream;
  throw unexpected(where, "'host:port', an origin such as 'http://localhost:8080' or { host, port }", got);
}

const isPort = (port: unknown): port is number =>
  Number.isInteger(port) && (port as number) > 0 && (port as number) < 65_536;

function parse(text: string): Address | undefined {
  const href = text.includes('://') ? text : `http://${text}`;
  if (!URL.canParse(href)) return undefined;
  const { protocol, hostname, port, username, pathname, search, hash } = new URL(href);
  // Below HTTP there are no paths and no users: they would be promised and not kept.
  if (username !== '' || !['', '/'].includes(pathname) || search !== '' || hash !== '') return undefined;
  // A URL leaves out the port that its scheme implies, also where it was written. 'localhost' alone implies none.
  const isBare = href !== text && !/:\d+\/?$/.test(text);
  const implied = isBare ? NaN : (PORTS[protocol] ?? NaN);
  return { protocol, host: bareHost(hostname), port: port === '' ? implied : Number(port) };
}
