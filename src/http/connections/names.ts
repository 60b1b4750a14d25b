import type { Agent } from 'node:http';

type GetName = Agent['getName'];
type Options = NonNullable<Parameters<GetName>[0]> & { readonly _agentKey?: string };

/**
 * By its name an agent finds the connections that a request can have. With TLS it has the authorities in it, which may be
 * 200 KB, and it is asked for with each request: the last one is kept for as long as nothing else goes into it.
 */
export function remembered(getName: GetName): GetName {
  const parts = partsOf(getName) as (keyof Options)[];
  let values: unknown[] | undefined;
  let name = '';
  return (options: Options = {}) => {
    // The agent has noted it when it connected.
    if (options._agentKey !== undefined) return options._agentKey;
    if (!values?.every((value, at) => value === options[parts[at] as keyof Options])) {
      name = getName(options);
      values = parts.map((part) => options[part]);
    }
    return name;
  };
}

/** The options that go into a name, which depends on the version of Node: it is watched while it makes one. */
function partsOf(getName: GetName): readonly string[] {
  const parts = new Set<string>();
  getName(new Proxy({}, { get: (_, part) => void parts.add(String(part)) }) as Options);
  return [...parts];
}
