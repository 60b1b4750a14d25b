/** `transport: undici`, without the call, passed as axios' own option of that name, and each request failed in its depths. */
import { ConfigError, createClient } from 'holdfast';
import { undici } from 'holdfast/undici';
import { expect, test } from 'vitest';

const making = (options: object) => () => createClient(options);

test.each([
  [undici, 'function undici'],
  ['undici', '"undici"'],
  [{}, 'an object of type Object'],
  [true, 'true'],
])('a transport that is none is refused at once: %o', (transport, shown) => {
  expect(making({ transport })).toThrow(ConfigError);
  expect(making({ transport })).toThrow(
    `createClient: option 'transport': expected what undici() gives, got ${shown}`,
  );
});

test('and so is a lookup', () => {
  expect(making({ lookup: '127.0.0.1' })).toThrow(ConfigError);
  expect(making({ lookup: '127.0.0.1' })).toThrow(
    `createClient: option 'lookup': expected a function, got "127.0.0.1"`,
  );
});
