interface Metadata {
  getOwnMetadataKeys(target: object): unknown[];
  getOwnMetadata(key: unknown, target: object): unknown;
  defineMetadata(key: unknown, value: unknown, target: object, property?: string | symbol): void;
}

/** reflect-metadata, if the application loaded it: it is not needed otherwise. */
const metadata = Reflect as unknown as Partial<Metadata>;

/** Gives a wrapper the name, length, own properties and metadata of the method: NestJS keeps its routes there. */
export function inherit(wrapper: object, method: object): void {
  for (const key of Reflect.ownKeys(method))
    Object.defineProperty(wrapper, key, Object.getOwnPropertyDescriptor(method, key) as PropertyDescriptor);
  const { getOwnMetadataKeys, getOwnMetadata, defineMetadata } = metadata as Metadata;
  for (const key of getOwnMetadataKeys?.(method) ?? [])
    defineMetadata(key, getOwnMetadata(key, method), wrapper);
}

/** The metadata key under which a recipe can be read: `Reflect.getMetadata(RECIPE, TodoApi.prototype, 'getItem')`. */
const RECIPE = 'holdfast:recipe';

/** Shows a recipe to other tools. */
export function publish(recipe: object, target: object, key?: string | symbol): void {
  metadata.defineMetadata?.(RECIPE, recipe, target, key);
}
