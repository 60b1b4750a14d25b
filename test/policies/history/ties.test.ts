import { inspect } from 'node:util';
import { expect, onTestFinished, test, vi } from 'vitest';
import { ties } from '../../../src/policies/history/ties.js';

const objects: [string, () => object][] = [
  ['an object', () => ({ a: 1 })],
  ['a frozen object', () => Object.freeze({ a: 1 })],
  ['one without a prototype', () => Object.create(null)],
  ['an array', () => [1, 2]],
  ['a function', () => () => 1],
  ['an error', () => new Error('not now')],
  ['a response of fetch', () => new Response('{}')],
  ['a proxy', () => new Proxy({}, { get: () => expect.unreachable(), has: () => expect.unreachable() })],
];

test.each(objects)('%s is found, and nobody else can tell', (_, make) => {
  const known = ties<string>();
  const object = make();
  const before = [Reflect.ownKeys(object), Object.isFrozen(object)];
  expect(known.get(object)).toBeUndefined();
  known.set(object, 'first');
  expect(known.get(object)).toBe('first');
  known.set(object, 'second');
  expect(known.get(object)).toBe('second');
  expect([Reflect.ownKeys(object), Object.isFrozen(object)]).toEqual(before);
  expect(known.get(make())).toBeUndefined();
});

test('neither a copy nor what inherits from it has it', () => {
  const known = ties<number>();
  const object = { a: 1 };
  known.set(object, 7);
  expect(known.get({ ...object })).toBeUndefined();
  expect(known.get(structuredClone(object))).toBeUndefined();
  expect(known.get(Object.create(object))).toBeUndefined();
  expect(inspect(object, { showHidden: true })).toBe('{ a: 1 }');
});

test('like a WeakMap, it refuses what is no object', () => {
  const known = ties<string>();
  for (const value of ['text', 7, undefined, null])
    expect(() => known.set(value as never, 'lost')).toThrow(TypeError);
});

test('no WeakMap is needed where the engine allows it', () => {
  const written = vi.spyOn(WeakMap.prototype, 'set');
  onTestFinished(() => written.mockRestore());
  const known = ties<number>();
  for (const [, make] of objects) {
    const object = make();
    known.set(object, 1);
    known.set(object, 2);
  }
  // Asked before `expect`, which needs one itself.
  const { length } = written.mock.calls;
  expect(length).toBe(0);
});

test('each has its own', () => {
  const [one, other] = [ties<number>(), ties<number>()];
  const object = {};
  one.set(object, 1);
  expect(other.get(object)).toBeUndefined();
  other.set(object, 2);
  expect([one.get(object), other.get(object)]).toEqual([1, 2]);
});
