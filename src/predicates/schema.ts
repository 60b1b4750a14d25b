import type { StandardSchemaV1 } from '@standard-schema/spec';
import { hasIdentity } from '../basics/objects.js';
import { isPromise } from '../basics/promise.js';
import { unexpected } from '../errors.js';

export type Issues = readonly StandardSchemaV1.Issue[];

/**
 * Whether it is a Standard Schema, of zod, valibot, arktype or others. Some are objects and some are
 * functions.
 */
export const isSchema = (value: unknown): value is StandardSchemaV1 =>
  hasIdentity(value) && '~standard' in value;

/** @throws ConfigError for what is no schema, or one that describes but cannot validate */
export function checkSchema(
  maker: string,
  expected: string,
  value: unknown,
): asserts value is StandardSchemaV1 {
  if (isSchema(value) && typeof value['~standard']?.validate === 'function') return;
  throw unexpected(maker, expected, value);
}

/**
 * What is wrong with `value`, or undefined if nothing is; a promise of it where the schema needs time.
 *
 * @throws what the schema's own functions throw
 * @example
 * validate(z.object({ id: z.string() }), { id: 7 }) // [{ message: '...', path: ['id'] }]
 */
export function validate(
  schema: StandardSchemaV1,
  value: unknown,
): Issues | undefined | Promise<Issues | undefined> {
  const result = schema['~standard'].validate(value);
  return isPromise(result) ? Promise.resolve(result).then(issuesOf) : issuesOf(result);
}

const issuesOf = ({ issues }: StandardSchemaV1.Result<unknown>): Issues | undefined => issues || undefined;

export const describeSchema = (schema: StandardSchemaV1): string =>
  `the ${schema['~standard'].vendor} schema`;
