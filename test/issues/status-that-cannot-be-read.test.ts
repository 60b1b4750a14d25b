/**
 * The line of a call that succeeds is made from numbers that are read when it ends. Where no policy had asked for the status,
 * a getter that threw left the caller waiting for ever.
 */
import { resilient } from 'holdfast';
import { expect, test } from 'vitest';

const error = new Error('it cannot be read');
const value = {
  headers: {},
  get status(): number {
    throw error;
  },
};

test('a value whose status cannot be read is returned where nobody has to know it', async () => {
  const limited = resilient({ retry: false, timeout: '1s' });
  expect(await limited.call(async () => value)).toBe(value);
});

test('a policy that has to know it fails with the error', async () => {
  await expect(resilient().call(async () => value)).rejects.toBe(error);
});
