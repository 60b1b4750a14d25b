/** A method that a policy can guard: whatever it takes, it returns a promise. */
export type AsyncMethod = (this: never, ...args: never[]) => Promise<unknown>;

/** Not `abstract new`, which no class with a private constructor is. */
interface Class {
  readonly prototype: object;
}

/** What TC39 decorators are told about a class; no more of it than is used. */
interface ClassContext {
  readonly kind: 'class';
  readonly name: string | undefined;
}

/** What TC39 decorators are told about a method; no more of it than is used, so that every method fits. */
interface MethodContext {
  readonly kind: 'method';
  readonly name: string | symbol;
  readonly static: boolean;
  readonly private: boolean;
}

/** Stands on a class, in both dialects. */
export type ClassDecorator = (target: Class, context?: ClassContext) => void;

/**
 * Stands on a method or a class, in both dialects. A member that returns no promise is refused by the compiler, at the
 * line of the decorator; the order of the overloads makes it say why.
 */
export interface PolicyDecorator {
  (target: Class, context?: ClassContext): void;
  /** TC39. One type variable for the whole function: with more, generic methods would be refused. */
  <T extends AsyncMethod>(method: T, context: MethodContext): T;
  /** `experimentalDecorators` */
  <T extends AsyncMethod>(target: object, key: string | symbol, descriptor: TypedPropertyDescriptor<T>): void;
}
