/** What a decorator on a class guards, and what it leaves as it is. */
import { EventEmitter } from 'node:events';
import { type } from 'arktype';
import {
  AbortOn,
  attemptsOf,
  Backoff,
  constant,
  currentAttempt,
  Resilient,
  RetryOn,
  thrown,
  withSignal,
} from 'holdfast';
import { expect, test } from 'vitest';

const again = RetryOn(thrown(Error), { maxRetries: 2, backoff: constant(0) });
const once = AbortOn(thrown(RangeError));
const attempts = async (call: () => Promise<unknown>): Promise<number> =>
  attemptsOf(await call().catch((error) => error)).length;
const fail = async (error: Error = new Error('no')): Promise<void> => {
  throw error;
};

test('a decorator on the method itself counts, not one on a class further down', async () => {
  class Base {
    @again
    get() {
      return fail();
    }
    @again
    static make() {
      return fail();
    }
  }
  @RetryOn(thrown(Error), { maxRetries: 5, backoff: constant(0) })
  class Derived extends Base {
    override get() {
      return super.get();
    }
  }
  @RetryOn(thrown(Error), { maxRetries: 5, backoff: constant(0) })
  class Inheriting extends Base {}
  expect(await attempts(() => new Inheriting().get())).toBe(3);
  expect(await attempts(() => Inheriting.make())).toBe(3);
  // This one is another method.
  expect(await attempts(() => new Derived().get())).toBe(6);
});

test('a static method has the defaults of the class on which it is called', async () => {
  class Base {
    @once
    static make(error?: Error) {
      return fail(error);
    }
    own = 1;
  }
  @again
  class Derived extends Base {}
  expect(await attempts(() => Derived.make())).toBe(3);
  expect(await attempts(() => Derived.make(new RangeError('no')))).toBe(1);
  expect(await attempts(() => Base.make())).toBe(1);
});

test('the defaults of a class hold for a method that a static block has called before', async () => {
  @again
  class Early {
    @once
    static make(error?: Error) {
      return fail(error);
    }
    static first = Early.make().catch(() => {});
    own = 1;
  }
  await Early.first;
  expect(await attempts(() => Early.make())).toBe(3);
  expect(await attempts(() => Early.make(new RangeError('no')))).toBe(1);
});

test('a method may be called anything: class, classify, constructors', async () => {
  @again
  class Words {
    class() {
      return fail();
    }
    classify() {
      return fail();
    }
    static constructors() {
      return fail();
    }
  }
  const words = new Words();
  expect(await attempts(() => words.class())).toBe(3);
  expect(await attempts(() => words.classify())).toBe(3);
  expect(await attempts(() => Words.constructors())).toBe(3);
});

test('classes, generators and accessors among the members stay as they are', () => {
  class Item {}
  @again
  class Members {
    static Item = Item;
    static *numbers() {
      yield 1;
    }
    get size() {
      return 1;
    }
    static readonly limit = 7;
  }
  expect(Members.Item).toBe(Item);
  expect(new Members.Item()).toBeInstanceOf(Item);
  expect([...Members.numbers()]).toEqual([1]);
  expect([new Members().size, Members.limit, Members.prototype.constructor]).toEqual([1, 7, Members]);
});

test('what a static field holds stays what it is, also where that is a function', () => {
  const schema = type({ id: 'number' });
  const load = async () => 1;
  @again
  class Fields {
    static readonly schema = schema;
    static readonly load = load;
    static readonly Index = Map;
    static readonly Emitter = EventEmitter;
  }
  expect([Fields.schema, Fields.load, Fields.Index, Fields.Emitter]).toEqual([
    schema,
    load,
    Map,
    EventEmitter,
  ]);
  expect(new Fields.Index([[1, 2]]).get(1)).toBe(2);
  expect(Fields.schema({ id: 7 })).toEqual({ id: 7 });
});

test('a class of ES5 keeps its constructor', async () => {
  function Old() {}
  Old.prototype.get = () => fail();
  again(Old as never);
  expect(Old.prototype.constructor).toBe(Old);
  expect(await attempts(() => new (Old as any)().get())).toBe(3);
});

test('what cannot be redefined stays as it is', async () => {
  class Frozen {
    get() {
      return fail();
    }
  }
  Object.freeze(Frozen.prototype);
  again(Frozen);
  expect(await attempts(() => new Frozen().get())).toBe(0);
});

test('inherited methods of Node and of the language are not guarded', () => {
  @again
  class Emitting extends EventEmitter {}
  expect(Object.getOwnPropertyNames(Emitting.prototype)).toEqual(['constructor']);
  @again
  class Listed extends Array {}
  expect(Object.getOwnPropertyNames(Listed.prototype)).toEqual(['constructor']);
  // Biome-proof spelling of `extends null`.
  const nothing = null as never as typeof Object;
  class Rootless extends nothing {}
  again(Rootless);
  expect(Object.getOwnPropertyNames(Rootless.prototype)).toEqual(['constructor']);
});

test('an inherited method that the class guards looks like a method, and follows its original', async () => {
  class Base {
    factor = 2;
    async times(a: number, _b: number) {
      return a * this.factor;
    }
    other() {
      return fail();
    }
  }
  @again
  class Heir extends Base {}
  const { times } = Heir.prototype;
  expect([times.name, times.length]).toEqual(['times', 2]);
  expect(Object.getOwnPropertyDescriptor(Heir.prototype, 'times')).toMatchObject({
    writable: true,
    configurable: true,
    enumerable: false,
  });
  expect(await new Heir().times(3, 0)).toBe(6);
  Base.prototype.times = async () => 7;
  expect(await new Heir().times(3, 0)).toBe(7);
  expect(await attempts(() => new Heir().other())).toBe(3);
});

test('of inherited methods the nearest counts', async () => {
  class Far {
    get(): unknown {
      return fail();
    }
    async load(): Promise<unknown> {
      return fail();
    }
  }
  class Near extends Far {
    override get() {
      return 'at once';
    }
  }
  @again
  class Heir extends Near {
    override async load() {
      return 'own';
    }
  }
  class NearSync extends Far {
    // @ts-expect-error what JavaScript allows
    override load() {
      return 'at once';
    }
  }
  @again
  class HeirSync extends NearSync {}
  expect(new Heir().get()).toBe('at once');
  expect(await new Heir().load()).toBe('own');
  expect(new HeirSync().load()).toBe('at once');
});

test('what is wrong with a policy rejects an async method, and is thrown by one that may return at once', async () => {
  class Base {
    async inherited() {}
    plainInherited() {}
  }
  @Backoff(constant(1))
  class Misguided extends Base {
    async own() {}
    plain() {}
  }
  const misguided = new Misguided();
  const message = /@Backoff on Misguided/;
  await expect(misguided.own()).rejects.toThrow(message);
  await expect(misguided.inherited()).rejects.toThrow(message);
  expect(() => misguided.plain()).toThrow(message);
  expect(() => misguided.plainInherited()).toThrow(message);
});

test('what is returned at once is passed on as it is, whatever it is', () => {
  const thing = { id: '7' };
  @again
  class Mixed {
    nothing() {}
    thing() {
      return thing;
    }
    zero() {
      return 0;
    }
    fails() {
      throw undefined;
    }
    static url(id: string) {
      return `/items/${id}`;
    }
  }
  const mixed = new Mixed();
  expect([mixed.nothing(), mixed.thing(), mixed.zero(), Mixed.url('7')]).toEqual([
    undefined,
    thing,
    0,
    '/items/7',
  ]);
  let caught: unknown = 'nothing';
  try {
    mixed.fails();
  } catch (error) {
    caught = error;
  }
  expect(caught).toBeUndefined();
});

test('what begun with a promise is tried again even where it throws at once', async () => {
  let calls = 0;
  @again
  class Api {
    get(id: string): Promise<string> {
      calls += 1;
      if (calls === 1) return Promise.reject(new Error('first'));
      if (calls === 2) throw new Error('second');
      return Promise.resolve(`${id} of ${currentAttempt()?.number}`);
    }
  }
  expect(await new Api().get('7')).toBe('7 of 3');
});

test('super inside an override runs in the call around it, whatever guards it', async () => {
  let calls = 0;
  @again
  class Base {
    get(): Promise<unknown> {
      calls += 1;
      return fail();
    }
    now(): unknown {
      return currentAttempt()?.number;
    }
  }
  @again
  class Derived extends Base {
    override get() {
      return super.get();
    }
    override now() {
      return super.now();
    }
  }
  expect(await attempts(() => new Derived().get())).toBe(3);
  expect(calls).toBe(3);
  expect(new Derived().now()).toBe(1);
});

test('another object, another method or the same one again is a call of its own', async () => {
  const seen: (string | undefined)[] = [];
  class Base {
    @again
    async get(_next?: Base): Promise<number> {
      return attempt();
    }
    @again
    async other(): Promise<number> {
      return attempt();
    }
  }
  const attempt = (): number => {
    seen.push(currentAttempt()?.method);
    return currentAttempt()!.history.length;
  };
  class Derived extends Base {
    @again
    override async get(next?: Base): Promise<number> {
      if (next !== undefined) return next.get();
      if (currentAttempt()?.number === 1) throw new Error('no');
      return (await this.other()) + (await super.get());
    }
  }
  // Of `super.get()` the attempt around is the second; `other` has a first one of its own.
  expect(await new Derived().get()).toBe(1);
  expect(await new Derived().get(new Base())).toBe(0);
  expect(await new Derived().get(new Derived())).toBe(1);
  expect(seen).toEqual(['Derived.other', 'Derived.get', 'Base.get', 'Derived.other', 'Derived.get']);
});

test('a method that calls itself, or super of another object, begins a call of its own', async () => {
  class Base {
    @again
    async get(_left: number, _other?: Base): Promise<number | undefined> {
      return currentAttempt()?.number;
    }
  }
  class Derived extends Base {
    @again
    override async get(left: number, other?: Base): Promise<number | undefined> {
      if (left > 0 && currentAttempt()?.number === 1) throw new Error('no');
      if (other !== undefined) return super.get.call(other, 0);
      return left > 0 ? this.get(left - 1) : currentAttempt()?.number;
    }
  }
  expect(await new Derived().get(1)).toBe(1);
  expect(await new Derived().get(1, new Derived())).toBe(1);
});

test('under a signal of the user, a call is a call like any other', async () => {
  class Api {
    @again
    async get() {
      return currentAttempt()?.number;
    }
    async plain() {
      return currentAttempt()?.number;
    }
  }
  again(Api);
  const { signal } = new AbortController();
  expect(await withSignal(signal, () => new Api().get())).toBe(1);
  expect(await withSignal(signal, () => new Api().plain())).toBe(1);
});

test('@Resilient without options is the careful default', async () => {
  @Resilient()
  class Careful {
    get(code: string) {
      return fail(Object.assign(new Error('no'), { code }));
    }
  }
  expect(await attempts(() => new Careful().get('ECONNREFUSED'))).toBe(4);
  expect(await attempts(() => new Careful().get('ENOENT'))).toBe(1);
});
