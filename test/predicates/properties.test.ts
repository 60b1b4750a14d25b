/** Laws of the predicates over outcomes of every kind. */
import { test } from 'vitest';
import { type Outcome, returned, threw } from '../../src/outcome.js';
import {
  allOf,
  anyOf,
  errorCode,
  failure,
  has,
  header,
  missing,
  networkError,
  not,
  type Predicate,
  status,
  thrown,
  timedOut,
} from '../../src/predicates/index.js';
import fc, { same } from '../support/properties.js';
import { ask } from './asking.js';

const key = fc.constantFrom('a', 'b', '0', '1');
const json = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom(null, false, 0, '', 'text', 7),
    fc.array(tie('value'), { maxLength: 2 }),
    fc.dictionary(key, tie('value'), { maxKeys: 3 }),
  ),
})).value;
const path = fc.array(key, { minLength: 1, maxLength: 3 }).map((keys) => keys.join('.'));

const code = fc.constantFrom('ECONNRESET', 'ECONNREFUSED', 'ENOTFOUND', 'ETIMEDOUT', 'EPIPE', undefined);
const response = fc.record({
  status: fc.integer({ min: 100, max: 599 }),
  headers: fc.constantFrom({}, { 'x-busy': '1' }, { 'X-Busy': 'yes' }),
  data: json,
});
const outcome: fc.Arbitrary<Outcome> = fc.oneof(
  json.map((value) => returned(value)),
  response.map((response) => returned(response)),
  response.map((response) => threw(Object.assign(new Error('refused'), { response }))),
  code.map((code) => threw(Object.assign(new TypeError('broken'), { code }))),
);

const leaf: fc.Arbitrary<Predicate> = fc.oneof(
  fc.constantFrom(status('2xx'), status(404, '5xx'), status([400, 499]), timedOut(), networkError()),
  fc.constantFrom(header('x-busy'), header('X-BUSY', '1'), thrown(TypeError), errorCode('EPIPE')),
  fc.constantFrom(failure('status', 'reset'), failure('thrown'), failure('dns', 'connect')),
  path.map((path) => has(path)),
  path.map((path) => missing(path)),
);
const { tree } = fc.letrec<{ tree: Predicate }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 3 },
    leaf,
    fc.array(tie('tree'), { minLength: 1, maxLength: 3 }).map((list) => anyOf(...list)),
    fc.array(tie('tree'), { minLength: 1, maxLength: 3 }).map((list) => allOf(...list)),
    tie('tree').map(not),
  ),
}));

const says = (predicate: Predicate, outcome: Outcome): boolean => {
  const answer = ask(predicate, outcome);
  same(typeof answer, 'boolean');
  return answer as boolean;
};

test('anyOf, allOf and not are or, and, not', () => {
  fc.assert(
    fc.property(fc.array(tree, { minLength: 1, maxLength: 4 }), outcome, (list, outcome) => {
      const answers = list.map((each) => says(each, outcome));
      same(says(anyOf(...list), outcome), answers.includes(true));
      same(says(allOf(...list), outcome), !answers.includes(false));
      same(says(not(list[0] as Predicate), outcome), !answers[0]);
    }),
  );
});

test('de Morgan, over what they really ask', () => {
  fc.assert(
    fc.property(tree, tree, outcome, (a, b, outcome) => {
      same(says(not(anyOf(a, b)), outcome), says(allOf(not(a), not(b)), outcome));
      same(says(not(allOf(a, b)), outcome), says(anyOf(not(a), not(b)), outcome));
    }),
  );
});

test('asked again, about the same outcome, a predicate says the same', () => {
  fc.assert(
    fc.property(tree, outcome, (predicate, outcome) => {
      same(says(predicate, outcome), says(predicate, outcome));
    }),
  );
});

test('has wants all of its paths, and missing one that is not there', () => {
  fc.assert(
    fc.property(fc.array(path, { minLength: 1, maxLength: 3 }), outcome, (paths, outcome) => {
      same(
        says(has(...paths), outcome),
        paths.every((path) => says(has(path), outcome)),
      );
      same(
        says(missing(...paths), outcome),
        paths.some((path) => says(missing(path), outcome)),
      );
    }),
  );
});

test('of what came back with a 2xx, or without a status, missing is the opposite of has', () => {
  const good = fc.oneof(
    json.map((value) => returned(value)),
    fc.tuple(fc.integer({ min: 200, max: 299 }), json).map(([status, data]) => {
      return returned({ status, headers: {}, data });
    }),
  );
  fc.assert(
    fc.property(fc.array(path, { minLength: 1, maxLength: 3 }), good, (paths, outcome) => {
      same(says(missing(...paths), outcome), !says(has(...paths), outcome));
    }),
  );
});

test('missing says nothing of other statuses, nor of an attempt that threw', () => {
  const other = fc.tuple(
    fc.oneof(fc.integer({ min: 100, max: 199 }), fc.integer({ min: 300, max: 599 })),
    json,
  );
  fc.assert(
    fc.property(path, other, fc.boolean(), (path, [status, data], isThrown) => {
      const response = { status, headers: {}, data };
      const outcome = isThrown
        ? threw(Object.assign(new Error('refused'), { response }))
        : returned(response);
      same(says(missing(path), outcome), false);
    }),
  );
});
