/** The shared cooldown by itself: its numbers, and who shares a pause with whom. */
import { expect, test } from 'vitest';
import { constant, cooldown, cooldownOf } from '../../src/backoff/index.js';
import { ConfigError } from '../../src/errors.js';
import { expectDelays, noChance } from './expect-delays.js';

const none = { jitter: 'none' } as const;
const half = () => 0.5;

test('alone, it grows from one second to a minute', () => {
  expectDelays(cooldown(none), [1e3, 2e3, 4e3, 8e3, 16e3, 32e3, 60e3, 60e3], noChance);
  expectDelays(cooldown({ initial: '2s', factor: 3, max: '10s', ...none }), [2e3, 6e3, 10e3, 10e3], noChance);
  expectDelays(cooldown({ scope: 'host', initial: 0, ...none }), [0, 0], noChance);
});

test('its jitter comes on top, a half unless told otherwise', () => {
  expectDelays(cooldown(), [1_250, 2_500], half);
  expectDelays(cooldown({ jitter: 'equal' }), [1_250], half);
  expectDelays(cooldown({ jitter: 'full' }), [1_500], half);
  expectDelays(cooldown({ jitter: 0.1 }), [1_050], half);
  expectDelays(cooldown({ jitter: 0 }), [1_000], noChance);
});

test('it says what it is', () => {
  expect(cooldown().name).toBe('cooldown(call, 1s, x2, max 1m, equal jitter)');
  expect(cooldown({ scope: 'host', initial: '2s', factor: 3, max: '10s', ...none }).name).toBe(
    'cooldown(host, 2s, x3, max 10s)',
  );
});

test.each([
  [{ scope: 'server' }, `option 'scope': expected 'call', 'client' or 'host', got "server"`],
  [{ scope: '' }, `option 'scope': expected 'call', 'client' or 'host', got ""`],
  [{ initial: -1 }, "option 'initial': expected a duration"],
  [{ factor: 0.5 }, "option 'factor': expected a number of at least 1, got 0.5"],
  [{ max: 'long' }, "option 'max': expected a duration"],
  [{ jitter: 2 }, "option 'jitter': expected 'none'"],
  [{ Scope: 'host' }, "unknown option 'Scope'"],
])('%o is refused', (options, message) => {
  expect(() => cooldown(options as never)).toThrow(ConfigError);
  expect(() => cooldown(options as never)).toThrow(`cooldown: ${message}`);
});

test('only one with a scope is shared', () => {
  for (const alone of [undefined, constant(1), cooldown(), cooldown({ scope: 'call' })])
    expect(cooldownOf(alone)).toBeUndefined();
  for (const scope of ['client', 'host'] as const) expect(cooldownOf(cooldown({ scope }))).toBeDefined();
});

test('a host has one pause, whoever calls it; where the host is not known, there is none', () => {
  const it = cooldownOf(cooldown({ scope: 'host' }));
  const [here, there] = [{ host: 'a:80' }, { host: 'a:81' }];
  expect(it?.at(here)).toBeUndefined();
  const pause = it?.begin(here, 0);
  expect(pause).toBeDefined();
  expect(it?.at({ ...here, client: {} })).toBe(pause);
  expect(it?.begin({ ...here, client: {} }, 0)).toBe(pause);
  expect(it?.at(there)).toBeUndefined();
  expect(it?.begin(there, 0)).not.toBe(pause);
  expect(it?.at(here)).toBe(pause);
  for (const nowhere of [{}, { client: {} }]) {
    expect(it?.begin(nowhere, 0)).toBeUndefined();
    expect(it?.at(nowhere)).toBeUndefined();
  }
});

test('a client has one pause, whatever host it calls; a caller without a client has none', () => {
  const it = cooldownOf(cooldown({ scope: 'client' }));
  const [client, other] = [{}, {}];
  expect(it?.at({ client })).toBeUndefined();
  const pause = it?.begin({ client, host: 'a' }, 0);
  expect(pause).toBeDefined();
  expect(it?.at({ client, host: 'b' })).toBe(pause);
  expect(it?.begin({ client }, 0)).toBe(pause);
  expect(it?.at({ client: other, host: 'a' })).toBeUndefined();
  expect(it?.begin({ client: other }, 0)).not.toBe(pause);
  for (const nobody of [{}, { host: 'a' }]) {
    expect(it?.begin(nobody, 0)).toBeUndefined();
    expect(it?.at(nobody)).toBeUndefined();
  }
});

test('the pause that is shared has the numbers of the cooldown', () => {
  const pause = cooldownOf(cooldown({ scope: 'host', initial: '2s', factor: 3 }))?.begin({ host: 'a' }, 0);
  pause?.failed(0, 0);
  expect(pause?.left(0)).toBe(2_000);
  expect(pause?.wait(0, Infinity, half)).toBe(2_500);
  pause?.failed(2_000, 2_000);
  expect(pause?.left(2_000)).toBe(6_000);
});

test('beyond a thousand hosts, those are forgotten whose pause is long over', () => {
  const it = cooldownOf(cooldown({ scope: 'host' }));
  it?.begin({ host: 'busy' }, 0)?.failed(0, 0);
  for (let n = 1; n < 1_000; n += 1) it?.begin({ host: `quiet-${n}` }, 0);
  expect(it?.at({ host: 'quiet-1' })).toBeDefined();
  it?.begin({ host: 'one more' }, 0);
  expect(it?.at({ host: 'quiet-1' })).toBeUndefined();
  expect(it?.at({ host: 'quiet-999' })).toBeUndefined();
  expect(it?.at({ host: 'busy' })).toBeDefined();
  expect(it?.at({ host: 'one more' })).toBeDefined();
});
