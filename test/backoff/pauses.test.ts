/** What attempts tell of shared pauses, and are told. The pauses themselves are tested in gate.test.ts. */
import { expect, test } from 'vitest';
import { Inside } from '../../src/attempt/inside.js';
import type { RequestRecord } from '../../src/attempt/record.js';
import { cooldown, cooldownOf, goesOn, heldAt, hostOf } from '../../src/backoff/index.js';
import { CooldownError } from '../../src/http/errors.js';
import { type Outcome, threw } from '../../src/outcome.js';
import { newAttempt } from '../policies/attempts.js';
import { broken, refused } from '../policies/endings.js';
import { useVirtualClock } from '../support/virtual-clock.js';

const perHost = () => cooldown({ scope: 'host', initial: '1s', jitter: 'none' });
const sent = (url: string): RequestRecord => ({ method: 'GET', url });

/** How long the caller has to wait whose attempt failed at `now`. */
function failed(
  backoff: ReturnType<typeof perHost>,
  { now = 0, outcome = refused(503) as Outcome, attempt = newAttempt(), room = Infinity, maxHint = 60_000 },
): number | undefined {
  return cooldownOf(backoff)?.failed(outcome, attempt, now, maxHint)?.(room);
}

test('a host is told with its port; what is no URL has none', () => {
  expect(hostOf('http://a.example:81/items?x=1')).toBe('a.example:81');
  expect(hostOf('https://a.example')).toBe('a.example');
  for (const url of [undefined, '', '/items', 'items']) expect(hostOf(url)).toBeUndefined();
});

test('pauses grow while failures last', () => {
  void useVirtualClock();
  const backoff = perHost();
  expect(failed(backoff, {})).toBe(1_000);
  const later = newAttempt();
  later.startedAt = 1_000;
  expect(failed(backoff, { now: 1_000, attempt: later })).toBe(2_000);
});

test('an attempt that was held back counts as sent when it went on', () => {
  void useVirtualClock();
  const backoff = perHost();
  const [early, held] = [newAttempt(), newAttempt()];
  failed(backoff, {});
  goesOn(held, 1_000);
  expect(failed(backoff, { now: 1_500, attempt: early })).toBe(1_000);
  expect(failed(backoff, { now: 1_500, attempt: held })).toBe(2_000);
});

test('the pause is as long as the server asks, if it asks for no more than is allowed', () => {
  void useVirtualClock();
  const asked = (seconds: string, maxHint: number) =>
    failed(perHost(), { outcome: refused(503, { 'retry-after': seconds }), maxHint });
  expect(asked('30', 60_000)).toBe(30_000);
  expect(asked('60', 60_000)).toBe(60_000);
  expect(asked('61', 60_000)).toBe(1_000);
});

test('a caller is told how long to wait with what time there is', () => {
  const time = useVirtualClock();
  time.clock.random = () => 1;
  const backoff = cooldown({ scope: 'host', initial: '1s', jitter: 'full' });
  expect(failed(backoff, { room: 1_600 })).toBe(1_300);
});

test('the place is where the last request went', () => {
  void useVirtualClock();
  const backoff = perHost();
  const attempt = newAttempt();
  attempt.inside = new Inside();
  attempt.inside.requests = ['c', 'c', 'b'].map((host) => sent(`http://${host}.example/`));
  expect(failed(backoff, { attempt })).toBe(1_000);
  const cooling = cooldownOf(backoff);
  expect(cooling?.at({ host: 'b.example' })).toBeDefined();
  expect(cooling?.at({ host: 'c.example' })).toBeUndefined();
  attempt.requests = ['e', 'e', 'd'].map((host) => sent(`http://${host}.example/`));
  failed(backoff, { attempt });
  expect(cooling?.at({ host: 'd.example' })).toBeDefined();
  expect(cooling?.at({ host: 'e.example' })).toBeUndefined();
  // Where no client of ours has reported it, the error tells.
  expect(cooling?.at({ host: 'a.example' })).toBeUndefined();
  failed(backoff, { outcome: broken('ECONNRESET', 'GET') });
  expect(cooling?.at({ host: 'a.example' })).toBeDefined();
});

test('a pause of a client is for all of its hosts', () => {
  void useVirtualClock();
  const backoff = cooldown({ scope: 'client', initial: '1s', jitter: 'none' });
  const client = {};
  const attempt = newAttempt();
  attempt.requests = [{ ...sent('http://b.example/'), client }];
  expect(failed(backoff, { attempt })).toBe(1_000);
  expect(cooldownOf(backoff)?.at({ client })).toBeDefined();
});

test('what was not sent because of a pause goes to where it was to go', () => {
  void useVirtualClock();
  const backoff = perHost();
  const attempt = newAttempt();
  attempt.requests = [sent('http://b.example/')];
  const error = new CooldownError('not sent', 5);
  expect(heldAt(error, { host: 'held.example' })).toBe(error);
  failed(backoff, { attempt, outcome: threw(error) });
  expect(cooldownOf(backoff)?.at({ host: 'held.example' })).toBeDefined();
  expect(cooldownOf(backoff)?.at({ host: 'b.example' })).toBeUndefined();
  // Another error of that kind says nothing about it.
  failed(backoff, { attempt, outcome: threw(new CooldownError('not sent', 5)) });
  expect(cooldownOf(backoff)?.at({ host: 'b.example' })).toBeDefined();
});

test('a retry that succeeds ends all the pauses of its call, and no others', () => {
  void useVirtualClock();
  const backoff = perHost();
  const first = newAttempt();
  for (const host of ['b', 'c']) {
    first.requests = [sent(`http://${host}.example/`)];
    failed(backoff, { attempt: first });
  }
  const stranger = newAttempt();
  stranger.requests = [sent('http://d.example/')];
  failed(backoff, { attempt: stranger });
  const left = () =>
    ['b', 'c', 'd'].map((host) =>
      cooldownOf(backoff)
        ?.at({ host: `${host}.example` })
        ?.wait(5_000, Infinity, () => 0),
    );
  expect(left()).toEqual([1_000, 1_000, 1_000]);
  const retry = first.call.attempt(2);
  retry.startedAt = 500;
  // It was sent before the pause was over, and so says nothing of what comes after it.
  cooldownOf(backoff)?.recovered(retry);
  expect(left()).toEqual([1_000, 1_000, 1_000]);
  goesOn(retry, 1_000);
  cooldownOf(backoff)?.recovered(retry);
  expect(left()).toEqual([0, 0, 1_000]);
  cooldownOf(backoff)?.recovered(newAttempt());
});

test('an attempt that went nowhere is held against no place', () => {
  void useVirtualClock();
  expect(failed(perHost(), { outcome: threw(new Error('no')) })).toBeUndefined();
});
