import { BlockList, isIP, isIPv6 } from 'node:net';

const family = (address: string): 'ipv4' | 'ipv6' => (isIPv6(address) ? 'ipv6' : 'ipv4');

const bare = (host: string): string => host.replace(/^\[(.*)\]$/, '$1').replace(/\.$/, '');

/** `no_proxy`: hosts, with or without a port, and all that is below them; addresses, and networks (`10.0.0.0/8`). */
export class Exceptions {
  /** There are no proxies for anybody. */
  readonly areAll: boolean;
  readonly #hosts: { readonly host: string; readonly port: string | undefined }[] = [];
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
    const name = bare(hostname.toLowerCase());
    if (isIP(name) && this.#networks.check(name, family(name))) return true;
    return this.#hosts.some(
      ({ host, port: own = port }) => own === port && (name === host || name.endsWith(`.${host}`)),
    );
  }

  #add(name: string): void {
    const [, base = '', prefix = ''] = /^(.+)\/(\d+)$/.exec(name) ?? [];
    const network = bare(base);
    // One that is none, such as `10.0.0.0/99`, excepts nobody.
    if (isIP(network) && Number(prefix) <= (isIPv6(network) ? 128 : 32))
      this.#networks.addSubnet(network, Number(prefix), family(network));
    else if (isIP(bare(name))) this.#networks.addAddress(bare(name), family(bare(name)));
    else {
      const [, host = name, port] = /^(\[.*\]|[^:]+):(\d+)$/.exec(name) ?? [];
      this.#hosts.push({ host: bare(host).replace(/^\*?\./, ''), port });
    }
  }
}
