import { expect, test } from 'vitest';
import { ConfigError } from '../../src/errors.js';
import { parsePath, readPath } from '../../src/predicates/path.js';
import fc, { character, same, within } from '../support/properties.js';
import { errorOf } from './asking.js';
import { anyHostile } from './hostile.js';

test.each([
  ['access_token', ['access_token']],
  ['data.url', ['data', 'url']],
  ['data.items[0].id', ['data', 'items', '0', 'id']],
  ['items.0.id', ['items', '0', 'id']],
  ['[0]', ['0']],
  ['[0][12]', ['0', '12']],
  ["['odd.key']", ['odd.key']],
  ['a["b c"].d', ['a', 'b c', 'd']],
  ["a['']['it\\'s']", ['a', '', "it's"]],
  ['["back\\\\slash"]', ['back\\slash']],
  ['["a\\ b\\\nc"]', ['a b\nc']],
  ['["]"]', [']']],
  ['@odata:type.$ref.x-y.größe', ['@odata:type', '$ref', 'x-y', 'größe']],
  ['__proto__.x', ['__proto__', 'x']],
])('%s is read', (path, keys) => {
  expect(parsePath('missing', path)).toEqual(keys);
});

test.each(
  [
    ['', '.', 'a.', '.a', 'a..b', '.[0]', 'a.[0]', 'a[0]b', "a['x']b"],
    ['a[', 'a]', 'a[]', '[x]', 'a[-1]', 'a[01]', 'a[1.5]', 'a[*]', 'a[0', "a['x", "a['x]", `a['x"]`],
    ['a, b', 'a b', ' a', 'a\n', "'a'", 'a"b'],
  ].flat(),
)('%j is refused', (path) => {
  const error = errorOf(() => parsePath('missing', path));
  expect(error).toBeInstanceOf(ConfigError);
  expect(String(error)).toMatch(/^ConfigError: missing: expected a path such as /);
  expect(String(error)).toContain(`got ${JSON.stringify(path)}`);
});

test.each([undefined, null, 7, ['a'], {}, Symbol('a'), /a/])('%s is no path', (path) => {
  expect(() => parsePath('has', path)).toThrow(ConfigError);
});

const bare = fc.string({ minLength: 1 }).filter((key) => !/[\s.,[\]'"]/.test(key));
const escaped = (key: string, mark: string) => key.replaceAll('\\', '\\\\').replaceAll(mark, `\\${mark}`);
const step = fc.oneof(
  bare.map((key) => ({ key, dotted: true, text: key })),
  fc.nat().map((i) => ({ key: String(i), dotted: false, text: `[${i}]` })),
  fc.tuple(fc.string({ unit: character }), fc.constantFrom("'", '"')).map(([key, mark]) => {
    return { key, dotted: false, text: `[${mark}${escaped(key, mark)}${mark}]` };
  }),
);

test('every key can be written, and is read back', () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 1 }), (steps) => {
      const path = steps.map(({ dotted, text }, i) => (dotted && i > 0 ? `.${text}` : text)).join('');
      const read = parsePath('has', path);
      same(read.length, steps.length);
      for (const [i, { key }] of steps.entries()) same(read[i], key);
    }),
  );
});

test('any other text is refused with a ConfigError and nothing else', () => {
  const noise = fc.string({ unit: fc.constantFrom('a', '0', '.', '[', ']', "'", '"', '\\', ' ') });
  fc.assert(
    fc.property(noise, (path) => {
      try {
        within(parsePath('has', path).length, 1, Infinity);
      } catch (error) {
        same((error as object).constructor, ConfigError);
      }
    }),
  );
});

/** Says the same in another way: walks the entries of what JSON can hold. */
function model(body: unknown, [key, ...rest]: readonly string[]): unknown {
  if (key === undefined) return body;
  if (typeof body !== 'object' || body === null) return undefined;
  const entries: [string, unknown][] = Array.isArray(body)
    ? body.map((item, i) => [`${i}`, item])
    : Object.entries(body);
  const found = entries.find(([name]) => name === key);
  return found && model(found[1], rest);
}

const few = fc.constantFrom('a', 'b', '0', '1', 'length', '__proto__', 'constructor', 'toString');
const { json } = fc.letrec<{ json: unknown }>((tie) => ({
  json: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom(null, false, 0, '', 'text', 7),
    fc.array(tie('json'), { maxLength: 3 }),
    // As a parser makes it: __proto__ is a key like any other.
    fc.array(fc.tuple(few, tie('json')), { maxLength: 4 }).map((entries) => {
      return JSON.parse(`{${entries.map(([k, v]) => `${JSON.stringify(k)}:${JSON.stringify(v)}`).join()}}`);
    }),
  ),
}));

test('JSON is read as the model reads it', () => {
  fc.assert(
    fc.property(json, fc.array(few, { maxLength: 4 }), (body, path) => {
      same(readPath(body, path), model(body, path));
    }),
  );
});

test('nothing is found on a prototype, on a string or on a stream', () => {
  for (const path of [
    '__proto__',
    'constructor',
    'toString',
    'constructor.prototype',
    '__proto__.toString',
  ]) {
    expect(readPath({}, parsePath('has', path)), path).toBeUndefined();
    expect(readPath([], parsePath('has', path)), path).toBeUndefined();
    expect(readPath('text', parsePath('has', path)), path).toBeUndefined();
  }
  expect(readPath(Object.create({ a: 1 }), ['a'])).toBeUndefined();
  expect(readPath('text', ['0'])).toBeUndefined();
  expect(readPath(['x'], ['length'])).toBeUndefined();
  expect(readPath(Buffer.from('x'), ['0'])).toBeUndefined();
  expect(readPath(process.stdout, ['fd'])).toBeUndefined();
  expect(readPath(() => {}, ['name'])).toBeUndefined();
});

test('a polluted Object.prototype lends nothing', () => {
  Object.defineProperty(Object.prototype, 'summary', { value: 'oops', configurable: true });
  try {
    expect(readPath({ data: {} }, ['data', 'summary'])).toBeUndefined();
  } finally {
    Reflect.deleteProperty(Object.prototype, 'summary');
  }
});

test('no body makes it throw', () => {
  const key = fc.constantFrom('a', 'b', '0', 'then', '__proto__', 'constructor', 'pipe');
  fc.assert(
    fc.property(anyHostile, fc.array(key, { minLength: 1, maxLength: 4 }), (make, path) => {
      const body = make();
      readPath(body, path);
    }),
  );
});

test('depth is no danger: neither that of a body nor that of a path', () => {
  const levels = 100_000;
  const body: unknown = JSON.parse(`${'{"a":'.repeat(levels)}"here"${'}'.repeat(levels)}`);
  const path = parsePath('has', Array(levels).fill('a').join('.'));
  expect(path).toHaveLength(levels);
  expect(readPath(body, path)).toBe('here');
  expect(readPath(body, [...path, 'a'])).toBeUndefined();
  expect(readPath(body, ['b'])).toBeUndefined();
});
