import { type } from 'arktype';
import { expect, test } from 'vitest';
import type { Attempt } from '../../src/attempt.js';
import { ConfigError } from '../../src/errors.js';
import { returned } from '../../src/outcome.js';
import {
  allOf,
  anyOf,
  describe,
  has,
  isPredicate,
  not,
  type Predicate,
  status,
  timedOut,
} from '../../src/predicates/index.js';
import fc, { same } from '../support/properties.js';
import { ask, attempt, thenable } from './asking.js';

const outcome = returned(1);

/** A predicate that answers as given, at once or later, and notes that it was asked. */
interface Part {
  readonly predicate: Predicate;
  readonly says: boolean;
  readonly late: boolean;
}
const asked: Part[] = [];
const part: fc.Arbitrary<Part> = fc
  .record({ says: fc.boolean(), late: fc.boolean() })
  .map(({ says, late }) => {
    const it: Part = { says, late, predicate: () => (asked.push(it) && late ? Promise.resolve(says) : says) };
    return it;
  });
const leaf = part.map(({ predicate }) => predicate);
const { tree } = fc.letrec<{ tree: Predicate }>((tie) => {
  const list = fc.array(tie('tree'), { minLength: 1, maxLength: 3 });
  return {
    tree: fc.oneof(
      { maxDepth: 4, withCrossShrink: true },
      leaf,
      list.map((all) => anyOf(...all)),
      list.map((all) => allOf(...all)),
      tie('tree').map(not),
    ),
  };
});

/** What it answers, and who was asked for it, in order. */
async function trace(predicate: Predicate): Promise<{ answer: boolean; asked: Part[] }> {
  asked.length = 0;
  const answer = await predicate(outcome, attempt);
  return { answer, asked: [...asked] };
}

const equal = (a: readonly Part[], b: readonly Part[]): boolean =>
  a.length === b.length && a.every((part, i) => part === b[i]);

async function expectSame(a: Predicate, b: Predicate): Promise<void> {
  const [one, other] = [await trace(a), await trace(b)];
  same(one.answer, other.answer);
  if (!equal(one.asked, other.asked)) expect(one.asked).toEqual(other.asked);
}

// The laws hold for the answers and for the order of the questions.

test('de Morgan', () =>
  fc.assert(
    fc.asyncProperty(tree, tree, async (a, b) => {
      await expectSame(not(anyOf(a, b)), allOf(not(a), not(b)));
      await expectSame(not(allOf(a, b)), anyOf(not(a), not(b)));
    }),
  ));

test('a double negation is none', () => fc.assert(fc.asyncProperty(tree, (a) => expectSame(not(not(a)), a))));

test('groups make no difference', () =>
  fc.assert(
    fc.asyncProperty(tree, tree, tree, async (a, b, c) => {
      for (const op of [anyOf, allOf]) {
        await expectSame(op(op(a, b), c), op(a, op(b, c)));
        await expectSame(op(op(a, b), c), op(a, b, c));
      }
    }),
  ));

test('one alone is itself', () =>
  fc.assert(
    fc.asyncProperty(tree, async (a) => {
      await expectSame(anyOf(a), a);
      await expectSame(allOf(a), a);
    }),
  ));

test('asked from left to right and no further than needed, at once unless someone asked takes time', () =>
  fc.assert(
    fc.asyncProperty(
      fc.array(part, { minLength: 1, maxLength: 6 }),
      fc.boolean(),
      async (parts, decisive) => {
        const combined = (decisive ? anyOf : allOf)(...parts.map(({ predicate }) => predicate));
        const end = parts.findIndex(({ says }) => says === decisive);
        const expected = parts.slice(0, end < 0 ? parts.length : end + 1);

        asked.length = 0;
        const answer = combined(outcome, attempt);
        same(
          answer instanceof Promise,
          expected.some(({ late }) => late),
        );
        same(await answer, end < 0 ? !decisive : decisive);
        if (!equal(asked, expected)) expect(asked).toEqual(expected);
      },
    ),
  ));

test('a promise of false is false', async () => {
  const no: Predicate = () => Promise.resolve(false);
  expect(await ask(anyOf(no), outcome)).toBe(false);
  expect(await ask(allOf(no), outcome)).toBe(false);
  expect(await ask(not(no), outcome)).toBe(true);

  expect(
    await ask(
      anyOf(() => thenable(false) as never),
      outcome,
    ),
  ).toBe(false);
});

test('other answers count by their truth, and come out as booleans', async () => {
  const saying =
    (value: unknown): Predicate =>
    () =>
      value as boolean;
  for (const value of [undefined, null, 0, '', 1, 'yes', {}]) {
    for (const answer of [value, Promise.resolve(value)]) {
      expect(await ask(anyOf(saying(answer)), outcome)).toBe(Boolean(value));
      expect(await ask(allOf(saying(answer)), outcome)).toBe(Boolean(value));
      expect(await ask(not(saying(answer)), outcome)).toBe(!value);
    }
  }
});

test('every predicate gets the outcome and the attempt', async () => {
  const seen: [unknown, Attempt][] = [];
  const see: Predicate = (...args) => seen.push(args) < 0;
  const seeLate: Predicate = async (...args) => see(...args);
  await ask(anyOf(see, seeLate, not(allOf(not(see)))), outcome);
  expect(seen).toEqual([1, 2, 3].map(() => [outcome, attempt]));
});

test('what a predicate throws passes through, and the others are not asked', async () => {
  const problem = new Error('no');
  const throws: Predicate = () => {
    throw problem;
  };
  const rejects: Predicate = () => Promise.reject(problem);
  const never: Predicate = () => expect.unreachable();
  for (const op of [anyOf, allOf]) {
    expect(() => ask(op(throws, never), outcome)).toThrow(problem);
    await expect(ask(op(rejects, never), outcome)).rejects.toBe(problem);
  }
  expect(() => ask(not(throws), outcome)).toThrow(problem);
  await expect(ask(not(rejects), outcome)).rejects.toBe(problem);
});

test('a long list needs no deep stack', async () => {
  const list = Array<Predicate>(100_000).fill(() => false);
  expect(ask(anyOf(...list), outcome)).toBe(false);
  const late = Array<Predicate>(5_000).fill(async () => false);
  expect(await ask(anyOf(...late), outcome)).toBe(false);
});

test.each([undefined, null, true, 500, '5xx', {}, [() => true], type('string')])(
  '%s is no predicate',
  (value) => {
    expect(isPredicate(value)).toBe(false);
    for (const make of [anyOf, allOf, not]) {
      expect(() => make(value as never)).toThrow(ConfigError);
      expect(() => make(value as never)).toThrow(new RegExp(`^${make.name}: expected a predicate, got `));
    }
    expect(() => anyOf(status(500), value as never)).toThrow(ConfigError);
  },
);

test('an empty list asks nothing', () => {
  expect(() => anyOf()).toThrow(new ConfigError('anyOf: expected at least one predicate, got none'));
  expect(() => allOf()).toThrow(new ConfigError('allOf: expected at least one predicate, got none'));
});

test('they read as they were written', () => {
  expect(describe(anyOf(status(500), timedOut()))).toBe('anyOf(status(500), timedOut())');
  expect(describe(not(has('x')))).toBe("not(has('x'))");
  const isBusy: Predicate = () => true;
  expect(describe(allOf(not(isBusy), () => true))).toBe('allOf(not(isBusy), a function)');
});
