import type { StandardSchemaV1 } from '@standard-schema/spec';
import { type } from 'arktype';
import * as v from 'valibot';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { ConfigError } from '../../src/errors.js';
import { rejected, returned, threw } from '../../src/outcome.js';
import {
  accepts,
  allOf,
  describe,
  has,
  invalid,
  isSchema,
  not,
  status,
  validate,
} from '../../src/predicates/index.js';
import { ask, errorOf } from './asking.js';

const notTheRoot = async (id: string): Promise<boolean> => id !== '0';

const SCHEMAS: readonly (readonly [string, StandardSchemaV1, 'sync' | 'async'])[] = [
  ['zod', z.object({ id: z.string(), summary: z.string() }), 'sync'],
  ['zod, async', z.object({ id: z.string().refine(notTheRoot), summary: z.string() }), 'async'],
  ['valibot', v.object({ id: v.string(), summary: v.string() }), 'sync'],
  [
    'valibot, async',
    v.objectAsync({ id: v.pipeAsync(v.string(), v.checkAsync(notTheRoot)), summary: v.string() }),
    'async',
  ],
  ['arktype', type({ id: 'string', summary: 'string' }), 'sync'],
];

const response = (data: unknown, status = 200) => ({ status, headers: {}, data });
const good = { id: '7', summary: 'buy milk' };
const bad = [{ id: '7' }, { ...good, summary: null }, { ...good, id: 7 }, '<html>', '', undefined, null, []];

test.each(SCHEMAS)('%s: a body that fails is invalid and not accepted', async (_, schema, kind) => {
  for (const outcome of [returned(response(good)), returned(good)]) {
    expect(await ask(invalid(schema), outcome)).toBe(false);
    expect(await ask(accepts(schema), outcome)).toBe(true);
  }
  for (const body of bad) {
    for (const outcome of [returned(response(body)), returned(body), rejected(returned(body), 'rejected')]) {
      expect(await ask(invalid(schema), outcome)).toBe(true);
      const refusal = { name: 'SchemaError', issues: expect.anything() };
      await expect((async () => ask(accepts(schema), outcome))()).rejects.toMatchObject(refusal);
    }
  }
  expect(ask(invalid(schema), returned(good)) instanceof Promise).toBe(kind === 'async');
});

test.each(SCHEMAS)('%s: nothing came back from an attempt that threw', (_, schema) => {
  for (const outcome of [
    threw(new Error('reset')),
    threw({ response: response({}, 500) }),
    threw(undefined),
  ]) {
    expect(ask(invalid(schema), outcome)).toBe(false);
    expect(ask(accepts(schema), outcome)).toBe(false);
  }
});

test.each(SCHEMAS)('%s: validate tells the issues', async (_, schema) => {
  expect(await validate(schema, good)).toBeUndefined();
  const issues = await validate(schema, { id: '7' });
  expect(issues).toHaveLength(1);
  expect(issues?.[0]?.message).toEqual(expect.any(String));
});

test.each(SCHEMAS)('%s: is a schema, and says whose it is', (name, schema) => {
  const vendor = name.split(',')[0];
  expect(isSchema(schema)).toBe(true);
  expect(describe(invalid(schema))).toBe(`invalid(the ${vendor} schema)`);
  expect(describe(accepts(schema))).toBe(`the ${vendor} schema`);
});

test('the status can be said with it', () => {
  const predicate = allOf(status('2xx'), invalid(z.object({ id: z.string() })));
  expect(ask(predicate, returned(response({}, 404)))).toBe(false);
  expect(ask(predicate, returned(response({}, 200)))).toBe(true);
});

test('asynchronous schemas combine', async () => {
  const [, schema] = SCHEMAS[3]!;
  expect(await ask(not(invalid(schema)), returned(good))).toBe(true);
  expect(await ask(allOf(has('id'), invalid(schema)), returned({ id: '0', summary: 'x' }))).toBe(true);
});

test('accepts leaves a predicate as it is', () => {
  const predicate = has('summary');
  expect(accepts(predicate)).toBe(predicate);
  const own = () => true;
  expect([own].map((each) => accepts(each))).toEqual([own]);
});

test('a schema that is a function is never asked as a predicate', () => {
  const schema = type({ id: 'string' });
  expect(typeof schema).toBe('function');
  expect(() => ask(accepts(schema), returned({ id: 7 }))).toThrow(/^the .* schema found: id: /);
  expect(() => not(schema as never)).toThrow(
    new ConfigError('not: expected a predicate, got a schema, which goes into invalid(...)'),
  );
});

test('a refusal says in one line what is wrong, and where in the body', () => {
  const refusal = (issues: readonly StandardSchemaV1.Issue[]) => {
    const schema: StandardSchemaV1 = {
      '~standard': { version: 1, vendor: 'own', validate: () => ({ issues }) },
    };
    return (errorOf(() => ask(accepts(schema), returned({}))) as Error).message;
  };
  expect(
    refusal([
      { message: 'is\nno text', path: ['tags', 0, { key: 'name' }] },
      { message: 'is too short', path: [] },
      { message: 'is old' },
    ]),
  ).toBe('the own schema found: tags.0.name: is\\u000ano text; the body: is too short; the body: is old');
});

test('what a schema throws passes through', async () => {
  const problem = new Error('the schema is broken');
  const broken = (validate: () => never | Promise<never>): StandardSchemaV1 => ({
    '~standard': { version: 1, vendor: 'broken', validate },
  });
  const throwing = broken(() => {
    throw problem;
  });
  expect(() => ask(invalid(throwing), returned(1))).toThrow(problem);
  await expect(ask(accepts(broken(() => Promise.reject(problem))), returned(1))).rejects.toBe(problem);
});

test.each([undefined, null, 'id', 7, {}, { '~standard': {} }, { '~standard': null }])(
  '%j is no schema',
  (value) => {
    expect(() => invalid(value as never)).toThrow(ConfigError);
    expect(() => invalid(value as never)).toThrow(/^invalid: expected a Standard Schema, got /);
    expect(() => accepts(value as never)).toThrow(ConfigError);
    expect(() => accepts(value as never)).toThrow(/^accept: expected a predicate or a Standard Schema, got /);
  },
);

test('a function is no schema', () => {
  expect(isSchema(() => true)).toBe(false);
  expect(() => invalid((() => true) as never)).toThrow(ConfigError);
});
