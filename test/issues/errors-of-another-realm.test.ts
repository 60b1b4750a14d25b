/** Under Jest, and wherever a `vm` context is, the errors of Node itself are of another realm: no `instanceof` knows them. */
import { types } from 'node:util';
import { runInNewContext } from 'node:vm';
import { constant, resilient, status } from 'holdfast';
import { offsetPages, paginate, resumeTokenOf } from 'holdfast/rest';
import { expect, test } from 'vitest';
import { protect } from '../../src/telemetry/redact.js';
import { failureOf } from '../support/failure-of.js';

const foreign = (message: string): Error => runInNewContext('new Error(message)', { message });

test('they tell of the wait that a server asked for in vain', async () => {
  const response = { status: 503, headers: { 'retry-after': '3600' }, data: '' };
  const error = Object.assign(foreign('unavailable'), { response });
  const policy = resilient({ backoff: constant(0), retryOn: status(503), maxHint: '1m' });
  const call = policy.call(async () => {
    throw error;
  });
  expect(await failureOf(call)).toBe(error);
  expect(error).toMatchObject({
    retryAfter: 3_600_000,
    message: expect.stringContaining('retry-after asked to wait 3600000 ms'),
  });
});

test('they tell where a walk through pages stopped', async () => {
  const error = foreign('gone');
  const pages = paginate(
    async () => {
      throw error;
    },
    offsetPages({ limit: 10 }),
  );
  expect(await failureOf(pages[Symbol.asyncIterator]().next())).toBe(error);
  expect(resumeTokenOf(error)).toBeDefined();
});

test('a frozen one that tells too much is replaced by an error', () => {
  const secret = { headers: { Authorization: 'Bearer hunter2hunter2' } };
  const error = Object.freeze(Object.assign(foreign('hunter2hunter2 was refused'), { config: secret }));
  const shown = protect(error);
  expect(shown.message).toBe('*** was refused');
  expect(types.isNativeError(shown)).toBe(true);
});
