import { attemptsOf, constant, resilient } from 'holdfast';
import { expect } from 'vitest';
import { json, reply, serve } from '../support/server.js';
import { useVirtualClock } from '../support/virtual-clock.js';

export const NOW = Date.UTC(2026, 10, 21, 7, 28, 0);
export const FALLBACK = 5;

/** A clock at `NOW`, and no jitter on top of hints unless a test wants it. */
export function clockAtNow(random = 0) {
  const time = useVirtualClock();
  time.clock.wall = () => NOW + time.clock.now();
  time.clock.random = () => random;
  return time;
}

/** The wait between a refusal with these headers and the next request, as it came over the wire. */
export async function waitAfter(headers: Record<string, string>, code = 429, random = 0): Promise<number> {
  const server = await serve([reply(code, '', headers), json({})]);
  const time = clockAtNow(random);
  const policy = resilient({ idempotent: true, backoff: constant(FALLBACK), maxHint: '2h' });
  const response = await time.until(policy.call(() => fetch(server.url)));
  expect([response.status, server.requests.length]).toEqual([200, 2]);
  const [first] = attemptsOf(response);
  // What the history tells is what was waited.
  expect(time.delays).toEqual([first?.delay]);
  return first?.delay as number;
}
