/** Makes nothing new: what extends it puts its private fields on the object that it is given. */
class Given {
  constructor(object: object) {
    // biome-ignore lint/correctness/noConstructorReturn: that is what it is for.
    return object;
  }
}

/** As much of a `WeakMap` as it takes to find something by an object that is not ours. */
export interface Ties<T> {
  get(object: object): T | undefined;
  set(object: object, value: T): void;
}

/**
 * A `WeakMap` for objects of which most soon die. An entry of a real one takes V8 and its garbage collector almost a
 * microsecond, more than the rest of a call that succeeds; a private field takes a fiftieth of that. Nobody can see it:
 * it is no property, and frozen objects may have it too. Should an engine not allow that, there is a `WeakMap` for them.
 */
export function ties<T>(): Ties<T> {
  class Tied extends Given {
    #value: T;

    constructor(object: object, value: T) {
      super(object);
      this.#value = value;
    }

    static get(object: object): T | undefined {
      return #value in object ? object.#value : undefined;
    }

    static set(object: object, value: T): void {
      if (#value in object) object.#value = value;
      else new Tied(object, value);
    }
  }
  let refused: WeakMap<object, T> | undefined;
  return {
    get: (object) => Tied.get(object) ?? refused?.get(object),
    set(object, value) {
      try {
        Tied.set(object, value);
      } catch {
        // Stryker disable next-line AssignmentOperator: no engine of today finds anything in it.
        refused ??= new WeakMap();
        refused.set(object, value);
      }
    },
  };
}
