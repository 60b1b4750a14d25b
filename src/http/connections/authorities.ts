import type { Agent } from 'node:http';
import type { ConnectionOptions, SecureContext } from 'node:tls';
import { isObject } from '../../basics/objects.js';

/** The agent notes the name of a connection when it makes it. */
type Options = ConnectionOptions & { readonly _agentKey?: string };

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

/** Has an agent read authorities once for the connections of a server, and put no list of them into a name. */
export function readOnce(agent: Agent): void {
  const { createConnection, getName } = agent;
  let name: string | undefined;
  let read = {};
  agent.createConnection = (options, callback) => {
    const { _agentKey } = options as Options;
    if (name !== _agentKey) read = readAuthorities(options as Options);
    name = _agentKey;
    return createConnection.call(agent, { ...read, ...options }, callback);
  };
  // Asked for with each request. Node puts all authorities into it, which may be 200 KB: a number does for the last list.
  let list: unknown;
  let number = 0;
  agent.getName = (options = {}) => {
    const { ca, _agentKey } = options as Options;
    if (_agentKey !== undefined) return _agentKey;
    if (!isObject(ca)) return getName.call(agent, options);
    if (ca !== list) number += 1;
    list = ca;
    return getName.call(agent, { __proto__: null, ...options, ca: number } as object);
  };
}
