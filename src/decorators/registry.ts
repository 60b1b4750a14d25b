import { entryOf } from '../basics/entry.js';
import { nameIn } from '../basics/named.js';
import { shared } from '../basics/shared.js';
import { classOf, lineage } from './places.js';

/** The names of what is guarded, for `configure` to tell a typo from a name. Names only, so that no class is kept alive. */
interface Registry {
  readonly classes: Map<string, { readonly bases: Set<string>; readonly methods: Set<string> }>;
  /** Methods of classes that are not known yet: a standard method decorator is not told its class. */
  readonly homeless: Set<{ readonly key: string | symbol }>;
}

export const registry: Registry = shared('registry@1', () => ({ classes: new Map(), homeless: new Set() }));

/** Notes a class, and a guarded method of it. `place` is its prototype, or the class itself for a static method. */
export function note(place: object | undefined, key?: string | symbol): void {
  const [name, ...bases] = classNamesOf(lineage(place));
  if (name === undefined) return;
  const known = entryOf(registry.classes, name, () => ({ bases: new Set(), methods: new Set() }));
  // Of all classes of that name: each module may have its own `Client`.
  for (const base of bases) known.bases.add(base);
  if (key !== undefined) known.methods.add(String(key));
}

/** The name of the class whose prototype, or constructor, this is. */
export const classNameOf = (place: object): string => nameIn(classOf(place));

/** The names of these classes, as far as they have one that tells them from others. */
export const classNamesOf = (places: Iterable<object>): string[] =>
  Array.from(places, classNameOf).filter((name) => name !== '' && name !== 'Object');
