import { nearest } from '../basics/nearest.js';
import { registry } from '../decorators/registry.js';
import { ConfigError } from '../errors.js';

/** Refuses a name that no guarded class or method has. */
export function checkName(name: string): void {
  if (name === '*' || isKnown(name)) return;
  const meant = nearest(name, candidates(name));
  const advice =
    meant === undefined
      ? 'if its class is loaded later, pass { pending: true }'
      : `did you mean '${meant}'? (if not, and its class is loaded later, pass { pending: true })`;
  throw new ConfigError(`configure: no guarded class or method is called '${name}'; ${advice}`);
}

function isKnown(name: string): boolean {
  const [owner, method] = parts(name);
  if (owner === '') return false;
  const { classes, homeless } = registry;
  const known = classes.get(owner);
  if (method === undefined) return known !== undefined || (homeless.size > 0 && !isTypo(owner));
  // Also where a class of that name is known: each module may have its own `Client`.
  if (homelessKeys().includes(method)) return true;
  return [owner, ...(known?.bases ?? [])].some((one) => classes.get(one)?.methods.has(method));
}

const homelessKeys = (): string[] => [...registry.homeless].map(({ key }) => String(key));

/** A class may be one of those whose name nobody knows yet, but not if it is spelt almost like a known one. */
const isTypo = (owner: string): boolean => nearest(owner, registry.classes.keys()) !== undefined;

/** The names that may have been meant. */
function candidates(name: string): string[] {
  const [owner, method] = parts(name);
  const { classes } = registry;
  if (method === undefined) return [...classes.keys()];
  const all = [...classes].flatMap(([one, { bases }]) =>
    [one, ...bases].flatMap((of) => [...(classes.get(of)?.methods ?? [])].map((key) => `${one}.${key}`)),
  );
  return classes.has(owner) ? all : [...all, ...homelessKeys().map((key) => `${owner}.${key}`)];
}

/** Of a class, and of a method if there is one: only the first dot divides. */
function parts(name: string): [owner: string, method: string | undefined] {
  const dot = name.indexOf('.');
  return dot < 0 ? [name, undefined] : [name.slice(0, dot), name.slice(dot + 1)];
}
