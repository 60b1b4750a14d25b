import { entryOf } from '../basics/entry.js';
import { shared } from '../basics/shared.js';
import { Declaration, declarationOf } from './declaration.js';
import { classOf, ownValue } from './places.js';

/*
 * Which declaration a decorator belongs to when a foreign decorator has replaced the method since the last one of
 * ours: all of one method make one policy.
 */

type Elements = WeakMap<object, Map<string | symbol, Declaration>>;

const legacyElements = shared<Elements>('legacy-elements@1', () => new WeakMap());

/** `experimentalDecorators` tell the prototype and the key. */
export function legacyElement(target: object, key: string | symbol): Declaration {
  return within(legacyElements, target, key);
}

/** The declaration of a method by its prototype, if `experimentalDecorators` made one. */
export const legacyElementOf = (target: object, key: string | symbol): Declaration | undefined =>
  legacyElements.get(target)?.get(key);

/*
 * TC39 decorators are told neither class nor prototype, but all of one class share its metadata object. tsc makes one
 * only where `Symbol.metadata` is there, which no Node has; esbuild, swc and Babel take this very symbol by themselves.
 */
const METADATA: symbol = (Symbol as { metadata?: symbol }).metadata ?? Symbol.for('Symbol.metadata');
// Not by assignment, which would throw where intrinsics are frozen.
if (!('metadata' in Symbol))
  Reflect.defineProperty(Symbol, 'metadata', { value: METADATA, writable: true, configurable: true });

const standardElements = shared('standard-elements@1', () => ({
  instance: new WeakMap() as Elements,
  static: new WeakMap() as Elements,
  // A class has one `#name` at most, static or not.
  private: new WeakMap() as Elements,
}));

const placed = (isStatic: boolean): 'static' | 'instance' => (isStatic ? 'static' : 'instance');

/** TC39 decorators tell the metadata; under a compiler that gives none, a wrapper of ours still tells its own. */
export function standardElement(context: ClassMethodDecoratorContext, value: unknown): Declaration {
  const { metadata, name } = context;
  if (metadata === undefined) return declarationOf(value) ?? new Declaration(name);
  return within(standardElements[context.private ? 'private' : placed(context.static)], metadata, name);
}

/** The declaration of a method by its class's metadata. */
export const elementOf = (
  metadata: object | undefined,
  key: string | symbol,
  isStatic: boolean,
): Declaration | undefined => standardElements[placed(isStatic)].get(metadata as object)?.get(key);

/** The declaration of a method that stands on a prototype, or on a class for a static one. */
export function declarationAt(place: object, key: string | symbol): Declaration | undefined {
  const declaration = declarationOf(ownValue(place, key));
  if (declaration !== undefined || !Object.hasOwn(place, key)) return declaration;
  const owner = classOf(place);
  // Of this very class, not what it inherits.
  const metadata = owner && (ownValue(owner, METADATA) as object | undefined);
  return elementOf(metadata, key, typeof place === 'function') ?? legacyElementOf(place, key);
}

const within = (elements: Elements, owner: object, key: string | symbol): Declaration =>
  entryOf(
    entryOf(elements, owner, () => new Map()),
    key,
    () => new Declaration(key),
  );
