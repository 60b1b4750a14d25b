/**
 * Of the errors that one is made of, those from the seventeenth on kept their credentials for all to see; and all did beside
 * one that throws when it is asked for its cause.
 */
import { inspect } from 'node:util';
import { AxiosError } from 'axios';
import { resilient } from 'holdfast';
import { expect, test } from 'vitest';
import { protect } from '../../src/telemetry/redact.js';

const refused = () =>
  new AxiosError('refused', 'ERR_BAD_REQUEST', { headers: { authorization: 'Bearer s3cr3t' } } as never);

class Secretive extends Error {
  override get cause(): never {
    throw new Error('no');
  }
}

/** What is printed of an error that leaves a call. */
const printed = async (error: Error): Promise<string> => {
  const caught = await resilient({ timeout: '1s' })
    .call(() => Promise.reject(error))
    .catch((thrown: unknown) => thrown);
  return inspect(caught, { depth: null, maxArrayLength: null, showHidden: true });
};

test.each([
  ['many beside each other', () => new AggregateError(Array.from({ length: 40 }, refused))],
  [
    'many below each other',
    () =>
      Array(40)
        .fill('x')
        .reduce((cause) => new Error('x', { cause }), refused()),
  ],
])('%s show no credentials', async (_, error) => {
  expect(await printed(error())).not.toContain('s3cr3t');
});

test('nor do those beside one that throws when it is asked', () => {
  const errors = [refused(), new Secretive('x'), refused()];
  const [first, , last] = protect(new AggregateError(errors)).errors;
  expect(inspect([first, last], { depth: null })).not.toContain('s3cr3t');
});
