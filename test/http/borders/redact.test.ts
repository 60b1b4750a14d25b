import { inspect } from 'node:util';
import { AxiosError } from 'axios';
import { expect, test } from 'vitest';
import { ConfigError } from '../../../src/errors.js';
import { rejection } from '../ambient.js';
import { clientFor } from './support.js';

/** All that an error prints. */
const printed = (error: any): string =>
  [String(error), error.stack, JSON.stringify(error), inspect(error, { showHidden: true, depth: 9 })].join(
    '\n',
  );

const redact = ['X-Tenant', 'order', 'ssn', 'card'];

test('what is secret to a user is in no error, and in nothing that caused it', async () => {
  const cause = new Error('no: hidden-1 hidden-2 hidden-3 hidden-4, see http://x.test/?order=hidden-6');
  const client = clientFor({
    baseURL: 'http://example.test',
    redact,
    headers: { 'x-tenant': 'hidden-1' },
    adapter: async (config) => {
      throw Object.assign(new AxiosError('what a hidden-3', 'ERR_BAD', config), { cause });
    },
  });
  const config = { params: { order: 'hidden-4' } };
  for (const body of [
    { card: { ssn: 'hidden-3' } },
    new URLSearchParams({ card: 'hidden-3' }),
    'card=hidden-3',
  ]) {
    const error = await rejection(client.post('/items?order=hidden-2', body, config));
    expect(printed(error)).not.toContain('hidden');
    expect(error.config.headers['x-tenant']).toBe('hidden-1');
  }
  const without = await rejection(client.post('/', { card: 'hidden-3' }, { redact: [] }));
  expect(without.message).toBe('what a hidden-3');
});

test.each(['x-tenant', [7], [''], {}])('%j is no list of names', (value) => {
  expect(() => clientFor({ redact: value as never })).toThrow(ConfigError);
  expect(() => clientFor({ redact: value as never })).toThrow(
    "option 'redact': expected a list of names, got ",
  );
});
