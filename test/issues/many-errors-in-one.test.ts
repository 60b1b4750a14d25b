/**
 * Of the errors that one is made of, those from the seventeenth on kept their credentials for all to see, and later those from
 * the two hundred and fifty-first on; and all did beside one that throws when it is asked for its cause. Where each is made
 * of more again, a thousand in all, they were searched for each other's credentials for seconds.
 */
import { inspect } from 'node:util';
import { AxiosError } from 'axios';
import { resilient } from 'holdfast';
import { expect, test } from 'vitest';
import { protect } from '../../src/telemetry/redact.js';

const refused = (token: unknown = '') =>
  new AxiosError(`refused s3cr3t${token}`, 'ERR_BAD_REQUEST', {
    headers: { authorization: `Bearer s3cr3t${token}` },
  } as never);
/** So many, each with a token of its own. */
const many = (length: number, first = 0) => Array.from({ length }, (_, index) => refused(first + index));

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
  ['many beside each other', () => new AggregateError(many(40))],
  ['hundreds beside each other', () => new AggregateError(many(600))],
  ['hundreds below tens', () => new AggregateError([1, 2, 3].map(() => new AggregateError(many(200))))],
  [
    'many below each other',
    () =>
      Array(40)
        .fill('x')
        .reduce((cause) => new Error('x', { cause }), refused()),
  ],
  [
    'hundreds below each other',
    () =>
      Array(600)
        .fill('x')
        .reduce((cause) => new Error('x', { cause }), refused()),
  ],
])('%s show no credentials', async (_, error) => {
  expect(await printed(error())).not.toContain('s3cr3t');
});

test('nor do those beside one that throws when it is asked', () => {
  const below = (error: Error) => new Error('x', { cause: error });
  const errors = [refused(), new Secretive('x'), refused(), below(below(refused()))];
  const [first, , ...last] = protect(new AggregateError(errors)).errors;
  expect(inspect([first, last], { depth: null })).not.toContain('s3cr3t');
});

test.each([0, 248])('one tells nothing of what another carries, whichever is number %d', (index) => {
  const errors: Error[] = many(248);
  errors.splice(index, 0, new Error('echoed s3cr3t7 and s3cr3t200'));
  expect(protect(new AggregateError(errors)).errors[index].message).toBe('echoed *** and ***');
});

test('nor one, however many there are, of what its call sent', () => {
  const errors = [...many(600), new Error('echoed s3cr3t-of-call')];
  const config = { headers: { authorization: 'Bearer s3cr3t-of-call' } };
  expect(protect(new AggregateError(errors), config).errors.at(-1)?.message).toBe('echoed ***');
});

test('many in one take the time of as many in several', () => {
  const cpuTimeOf = (work: () => unknown): number => {
    const before = process.cpuUsage();
    work();
    const { user, system } = process.cpuUsage(before);
    return user + system;
  };
  const lots = (length: number, of: number) =>
    Array.from({ length }, (_, index) => new AggregateError(many(of, index * of)));
  const several = lots(20, 100);
  const [one, nested] = [new AggregateError(many(2000)), new AggregateError(lots(100, 20))];
  protect(new AggregateError(many(100)));
  const reference = cpuTimeOf(() => several.map((error) => protect(error)));
  // If each was searched for what all others carry, it would be ten times as much.
  expect(cpuTimeOf(() => protect(one))).toBeLessThan(4 * reference);
  expect(cpuTimeOf(() => protect(nested))).toBeLessThan(4 * reference);
});

test('a getter that makes another cause each time it is asked comes to an end', () => {
  let asked = 0;
  class Endless {
    get cause() {
      asked += 1;
      return new Endless();
    }
  }
  const errors = [refused(), new Endless()];
  expect(inspect(protect(new AggregateError(errors)).errors[0])).not.toContain('s3cr3t');
  expect(asked).toBeLessThan(1_000_000);
});
