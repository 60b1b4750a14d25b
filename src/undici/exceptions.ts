import { BlockList, isIP, isIPv6 } from 'node:net';
import { domainToASCII } from 'node:url';
import { bareHost } from '../basics/host.js';

const family = (address: string): 'ipv4' | 'ipv6' => (isIPv6(address) ? 'ipv6' : 'ipv4');

/** Without brackets and the dot of the root, as URLs spell it: IDN names in ASCII, `127.1` as `127.0.0.1`; '' if it is none. */
function spelt(host: string): string {
  const name = bareHost(host).replace(/\.$/, '');
  if (isIPv6(name) || /^\d+$/.test(name)) return name;
  // What comes behind a slash would be left out.
  return name.includes('/') ? '' : domainToASCII(name);
}

/** This machine, by whatever address. */
const HOME = new BlockList();
HOME.addSubnet('127.0.0.0', 8, 'ipv4');
HOME.addAddress('0.0.0.0', 'ipv4');
HOME.addAddress('::1', 'ipv6');
HOME.addAddress('::', 'ipv6');

const isHome = (host: string): boolean =>
  host === 'localhost' || (isIP(host) !== 0 && HOME.check(host, family(host)));

/**
 * `no_proxy`: hosts, with or without a port, and all that is below them; ends of names (`*example.com`); addresses, and
 * networks (`10.0.0.0/8`). As with axios, one name of this machine stands for all of them.
 */
export class Exceptions {
  /** There are no proxies for anybody. */
  readonly areAll: boolean;
  readonly #hosts: { readonly host: string; readonly end: string; readonly port: string | undefined }[] = [];
  readonly #networks = new BlockList();

  constructor(text: string) {
    const names = text
      .toLowerCase()
      .split(/[\s,]+/)
      .filter((name) => name !== '');
    this.areAll = names.includes('*');
    for (const name of names) this.#add(name);
  }

  /** @param port of the address, also where it is the usual one */
  has(hostname: string, port: string): boolean {
    const name = spelt(hostname.toLowerCase());
    if (isIP(name) && this.#networks.check(name, family(name))) return true;
    return this.#hosts.some(
      ({ host, end, port: own = port }) =>
        own === port && (name === host || name.endsWith(end) || (isHome(name) && isHome(host))),
    );
  }

  #add(name: string): void {
    const [, base = '', prefix = ''] = /^(.+)\/(\d+)$/.exec(name) ?? [];
    const network = spelt(base);
    // One that is none, such as `10.0.0.0/99`, excepts nobody.
    if (isIP(network) && Number(prefix) <= (isIPv6(network) ? 128 : 32))
      this.#networks.addSubnet(network, Number(prefix), family(network));
    else {
      const [, host = name, port] = /^(\[.*\]|[^:]+):(\d+)$/.exec(name) ?? [];
      const own = spelt(host.replace(/^\*?\.?/, ''));
      if (isIP(own) && port === undefined) this.#networks.addAddress(own, family(own));
      // What is no name excepts nobody.
      if (own !== '') this.#hosts.push({ host: own, end: /^\*[^.]/.test(host) ? own : `.${own}`, port });
    }
  }
}
