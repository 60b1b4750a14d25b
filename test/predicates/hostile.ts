import { Readable } from 'node:stream';
import fc from '../support/properties.js';

const boom = (): never => {
  throw new Error('a trap was sprung');
};

function revoked(): object {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}

const TRAPS = ['get', 'has', 'getOwnPropertyDescriptor', 'getPrototypeOf', 'ownKeys'] as const;

const bodies: readonly (() => unknown)[] = [
  revoked,
  ...TRAPS.map((trap) => () => new Proxy({ a: 1, b: 2 }, { [trap]: boom })),
  ...TRAPS.map((trap) => () => new Proxy([1, 2], { [trap]: boom })),
  () => ({
    get a() {
      return boom();
    },
    get pipe() {
      return boom();
    },
  }),
  // Every key is there, and leads to the same.
  function endless(): unknown {
    const target = {};
    const proxy: unknown = new Proxy(target, {
      get: () => proxy,
      getOwnPropertyDescriptor: () => ({ value: proxy, configurable: true }),
    });
    return proxy;
  },
  () => Object.assign(Object.create(null), { a: Object.create(null) }),
  () => Object.fromEntries([['then', boom]]),
  () => Object.assign([], { a: 1 }),
  () => new Map([['a', 1]]),
  () => new Date(Number.NaN),
  () => Buffer.from('abc'),
  () => Readable.from(['abc']),
  () => new ReadableStream(),
  () => new Blob(['abc']),
  () => Symbol('a'),
  () => 1n,
  () => () => {},
  () => '<html>',
  () => undefined,
  () => Number.NaN,
];

/**
 * Makes bodies that no server sends, but that a method may return; alone, and within others. Functions that
 * make them, for the generator itself would stumble over some.
 */
export const anyHostile = fc.letrec<{ body: () => unknown }>((tie) => ({
  body: fc.oneof(
    { maxDepth: 3, depthIdentifier: 'body' },
    fc.constantFrom(...bodies),
    fc.anything().map((value) => () => value),
    fc.tuple(tie('body'), tie('body')).map(([a, b]) => () => ({ a: a(), b: b() })),
    fc.array(tie('body'), { maxLength: 2 }).map((list) => () => list.map((make) => make())),
  ),
})).body;
