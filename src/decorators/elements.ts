import { Declaration } from './declaration.js';

/*
 * Which declaration a decorator belongs to when a foreign decorator has replaced the method since the last one of
 * ours: all of one method make one policy.
 */

const legacyElements = new WeakMap<object, Map<string | symbol, Declaration>>();

/** `experimentalDecorators` tell the prototype and the key. */
export function legacyElement(target: object, key: string | symbol): Declaration {
  return within(legacyElements, target, key);
}

/** The declaration of a method by its prototype, if `experimentalDecorators` made one. */
export const legacyElementOf = (target: object, key: string | symbol): Declaration | undefined =>
  legacyElements.get(target)?.get(key);

/** TypeScript gives all decorators of one element the same accessor function. */
const byAccessor = new WeakMap<object, Declaration>();

/** Other compilers give all decorators of one class the same metadata object. */
const instanceMethods = new WeakMap<object, Map<string | symbol, Declaration>>();
const staticMethods = new WeakMap<object, Map<string | symbol, Declaration>>();
const byMetadata = (isStatic: boolean): typeof instanceMethods =>
  isStatic ? staticMethods : instanceMethods;

/** TC39 decorators are told neither class nor prototype, so the compilers' habits must do. */
export function standardElement(context: ClassMethodDecoratorContext): Declaration {
  const accessor: object | undefined = context.access?.has;
  const known = accessor === undefined ? undefined : byAccessor.get(accessor);
  const declaration = known ?? byMetadataOf(context) ?? new Declaration(context.name);
  if (accessor !== undefined) byAccessor.set(accessor, declaration);
  return declaration;
}

function byMetadataOf({ metadata, name, ...is }: ClassMethodDecoratorContext): Declaration | undefined {
  if (metadata === undefined || is.private) return undefined;
  return within(byMetadata(is.static), metadata, name);
}

/** The declaration of a method by its class's metadata. */
export const elementOf = (
  metadata: object | undefined,
  key: string | symbol,
  isStatic: boolean,
): Declaration | undefined =>
  metadata === undefined ? undefined : byMetadata(isStatic).get(metadata)?.get(key);

function within(
  elements: WeakMap<object, Map<string | symbol, Declaration>>,
  owner: object,
  key: string | symbol,
): Declaration {
  let declared = elements.get(owner);
  if (declared === undefined) {
    declared = new Map();
    elements.set(owner, declared);
  }
  let declaration = declared.get(key);
  if (declaration === undefined) {
    declaration = new Declaration(key);
    declared.set(key, declaration);
  }
  return declaration;
}
