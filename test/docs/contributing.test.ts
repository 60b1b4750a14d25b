/** The four files that CONTRIBUTING.md shows, each put to work with what it would import. */
import { constant, Retry, type Backoff as Strategy } from 'holdfast';
import { startFaultServer } from 'holdfast/faults';
import { expect, onTestFinished, test } from 'vitest';
import { inWords } from '../../src/backoff/describe.js';
import { Options } from '../../src/backoff/options.js';
import { shaped } from '../../src/backoff/shape.js';
import { named } from '../../src/basics/named.js';
import { decorator } from '../../src/decorators/decorate.js';
import { defineFault } from '../../src/faults/fault.js';
import { reply as replyWhole } from '../../src/faults/reply.js';
import { RetryPolicy } from '../../src/policies/retry-policy.js';
import { describe } from '../../src/predicates/index.js';
import { clientFor } from '../support/client.js';
import { json, reply } from '../support/server.js';
import { snippets } from '../support/snippets.js';

const shown = snippets('CONTRIBUTING.md');
const file = async (name: string, imports: object) => (await shown[name]?.(imports)) ?? {};

test('a backoff', async () => {
  const { quadratic } = await file('backoff', { Options, inWords, shaped });
  const strategy: Strategy = quadratic({ initial: '1s' });
  expect([1, 2, 3].map((retry) => strategy(retry, undefined, Math.random))).toEqual([1000, 4000, 9000]);
  expect(() => quadratic({ initial: 'soon' })).toThrow('quadratic');
});

test('a predicate', async () => {
  const { redirected } = await file('predicate', { named });
  expect([200, 301, 400].map((status) => redirected()({ status }))).toEqual([false, true, false]);
  expect(describe(redirected())).toBe('redirected()');
});

test('a decorator', async () => {
  const { Patient } = await file('decorator', { decorator, RetryPolicy });
  const { server, http } = await clientFor([reply(503), reply(503), json({ id: 7 })]);
  class Api {
    @Patient()
    get(): Promise<{ data: unknown }> {
      return http.get('/');
    }
  }
  // On a class too, like any other.
  @Retry({ backoff: constant(1) })
  class Impatient extends Api {}
  expect((await new Impatient().get()).data).toEqual({ id: 7 });
  expect(server.requests).toHaveLength(3);
});

test('a fault', async () => {
  const { teapot } = await file('fault', { defineFault, reply: replyWhole });
  const faults = await startFaultServer({ only: [], add: [teapot] });
  onTestFinished(() => faults.stop());
  const response = await fetch(faults.url(teapot));
  expect([response.status, await response.text()]).toEqual([418, 'short and stout']);
});
