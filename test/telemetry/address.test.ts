/** Where a request went, as messages say it. */
import { expect, test } from 'vitest';
import { addressOf } from '../../src/telemetry/address.js';

test('addresses for messages', () => {
  const addresses = [
    { url: 'https://user:pw@host:8080/a/b?token=1#x' },
    { baseURL: 'https://host/v1/', url: '/items?q=1' },
    { baseURL: 'https://host/v1', url: 'https://other/x' },
    { baseURL: 'https://host/v1' },
    { url: '/items/user@example.com' },
    {},
  ];
  expect(addresses.map(addressOf)).toEqual([
    'https://host:8080/a/b',
    'https://host/v1/items',
    'https://other/x',
    'https://host/v1',
    '/items/user@example.com',
    '',
  ]);
});
