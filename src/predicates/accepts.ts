import type { StandardSchemaV1 } from '@standard-schema/spec';
import { withName } from '../basics/named.js';
import { andThen } from '../basics/promise.js';
import { oneLine } from '../basics/text.js';
import { isPredicate, refusal } from './arguments.js';
import { cameBack } from './came-back.js';
import type { Predicate } from './predicate.js';
import { checkSchema, describeSchema, type Issues, isSchema, validate } from './schema.js';

/** What `@Accept` takes: a predicate, or a Standard Schema over the body. */
export type Acceptable = Predicate | StandardSchemaV1;

/**
 * The predicate that is true when what came back is acceptable: `condition` itself, or for a schema, the body
 * satisfies it. A predicate made from a schema throws an error with the schema's `issues` instead of saying no.
 *
 * @param where what it was given to, for the error
 * @throws ConfigError for what is neither
 * @example
 * accepts(z.object({ id: z.string() }))
 */
export function accepts(condition: Acceptable, where = 'accept'): Predicate {
  if (isPredicate(condition)) return condition;
  const expected = 'a predicate or a Standard Schema';
  if (!isSchema(condition)) throw refusal(where, expected, condition);
  checkSchema(where, expected, condition);
  const schema: StandardSchemaV1 = condition;
  const predicate: Predicate = (outcome) =>
    cameBack(outcome)
      ? andThen(validate(schema, outcome.body), (issues) => conforms(schema, issues as Issues | undefined))
      : false;
  return withName(describeSchema(schema), predicate);
}

/** A refusal by schema is thrown rather than told, so that whoever gets the final error learns what was wrong. */
function conforms(schema: StandardSchemaV1, issues: Issues | undefined): true {
  if (issues === undefined) return true;
  const list = issues.map(({ path = [], message }) => `${written(path) || 'the body'}: ${message}`);
  const error = new Error(`${describeSchema(schema)} found: ${oneLine(list.join('; '))}`);
  throw Object.assign(error, { name: 'SchemaError', issues });
}

const written = (path: readonly (PropertyKey | StandardSchemaV1.PathSegment)[]): string =>
  path.map((segment) => String(typeof segment === 'object' ? segment.key : segment)).join('.');
