/** A method that parses by itself throws before `@Accept` is asked: once, for that is a mistake of the program. */
import { attemptsOf, constant, createClient, ResponseRejectedError, resilient } from 'holdfast';
import { expect, onTestFinished, test } from 'vitest';
import { ZodError, z } from 'zod';
import { failureOf } from '../support/failure-of.js';
import { json, serve } from '../support/server.js';

const Item = z.object({ id: z.string() });

test('the schema alone is what makes a wrong body worth another attempt', async () => {
  const server = await serve(json({ id: 7 }));
  const client = createClient({ baseURL: server.url });
  onTestFinished(() => client.close());
  const policy = resilient({ maxRetries: 1, backoff: constant(1), accept: Item });
  const parsed = await failureOf(policy.call(async () => Item.parse((await client.get('/')).data)));
  expect([parsed, attemptsOf(parsed).length]).toEqual([expect.any(ZodError), 1]);
  const refused = await failureOf(policy.call(async () => (await client.get('/')).data));
  expect([refused, attemptsOf(refused).length]).toEqual([expect.any(ResponseRejectedError), 2]);
});
