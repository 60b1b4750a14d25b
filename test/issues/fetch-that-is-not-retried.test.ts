/** A fetch response does not tell its method, so that `@Retry()` cannot know whether it may repeat it: the error says so. */

import axios from 'axios';
import { attach, attemptsOf, constant, perStatus, type ResilienceOptions, resilient, status } from 'holdfast';
import { expect, test } from 'vitest';
import { failureOf } from '../support/failure-of.js';
import { json, serve } from '../support/server.js';

const quick = { maxRetries: 1, backoff: constant(1) };

async function told(options: ResilienceOptions, init?: RequestInit): Promise<[string, number]> {
  const server = await serve(json({}, 502));
  const call = resilient('retry' in options ? options : { ...quick, ...options }).call(function load() {
    return fetch(server.url, init);
  });
  const error = await failureOf(call);
  return [error.message.replace(/in \d+ ms/, 'in n ms'), attemptsOf(error).length];
}

test('that its method is unknown is told where there was no other attempt', async () => {
  expect(await told({})).toEqual([
    'load: status 502, HTTP method unknown (1 attempt in n ms, status 502)',
    1,
  ]);
  expect(await told({ accept: () => false })).toEqual([
    'load: not accepted: accept, HTTP method unknown (1 attempt in n ms, status 502)',
    1,
  ]);
});

test.each<[string, ResilienceOptions]>([
  ['there are no retries', { maxRetries: 0 }],
  ['nothing is retried but what is named', { retry: false, accept: () => false }],
  ['a rule forbids it', { abortOn: status(502) }],
  ['a rule ends it', { retry: perStatus({ 502: 'throw' }) }],
])('nor where %s', async (_, options) => {
  const [message] = await told(options);
  expect(message).toMatch(/\(1 attempt in n ms, status 502\)$/);
  expect(message).not.toContain('HTTP method');
});

test('and not where nothing hangs on it', async () => {
  expect(await told({ idempotent: true })).toEqual(['load: status 502 (2 attempts in n ms, status 502)', 2]);
  expect(await told({ maxRetries: 0, idempotent: true })).toEqual([
    'load: status 502 (1 attempt in n ms, status 502)',
    1,
  ]);
  expect(await told({ retryOn: () => true })).toEqual([
    expect.stringMatching(/\(2 attempts in n ms, status 502\)$/),
    2,
  ]);
});

test('nor where it is known, or there was no response', async () => {
  const server = await serve(json({}, 502));
  const client = attach(axios.create({ baseURL: server.url, validateStatus: null }));
  const post = await failureOf(resilient(quick).call(() => client.post('/')));
  expect(post.message).toMatch(/\(1 attempt in \d+ ms, status 502\)$/);
  const plain = await failureOf(resilient({ ...quick, accept: () => false }).call(() => 7));
  expect(plain.message).toMatch(/\(1 attempt in \d+ ms\)$/);
});
