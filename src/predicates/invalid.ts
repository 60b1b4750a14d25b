import type { StandardSchemaV1 } from '@standard-schema/spec';
import { named } from '../basics/named.js';
import { andThen } from '../basics/promise.js';
import { cameBack } from './came-back.js';
import type { Predicate } from './predicate.js';
import { checkSchema, describeSchema, validate } from './schema.js';

/**
 * True when the body of what came back fails the schema, a Standard Schema of zod, valibot, arktype or
 * others. The schema may be asynchronous. False for an attempt that threw. With a client that returns error
 * responses instead of throwing them, as fetch does, say for which statuses you mean it:
 * `allOf(status('2xx'), invalid(schema))`.
 *
 * @throws ConfigError for what is not a schema
 * @example
 * invalid(z.object({ id: z.string(), summary: z.string() }))
 */
export function invalid(schema: StandardSchemaV1): Predicate {
  checkSchema('invalid', 'a Standard Schema', schema);
  return named('invalid', [describeSchema(schema)], (outcome) =>
    cameBack(outcome) ? andThen(validate(schema, outcome.body), (issues) => issues !== undefined) : false,
  );
}
