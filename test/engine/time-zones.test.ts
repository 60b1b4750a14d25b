/** Only a process has a time zone of its own, a thread has that of its process: hence a file for these. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { NOW, waitAfter } from './wait-after.js';

const before = process.env.TZ;
afterEach(() => {
  if (before === undefined) delete process.env.TZ;
  else process.env.TZ = before;
});

describe.each([
  ['UTC', 0],
  ['America/Los_Angeles', 8],
  ['Asia/Kolkata', -5.5],
  ['Pacific/Kiritimati', -14],
])("a server's dates are UTC for a client in %s", (zone, hours) => {
  beforeEach(() => {
    process.env.TZ = zone;
    // So that no test can pass because the zone was never set.
    expect(new Date(NOW).getTimezoneOffset()).toBe(hours * 60);
  });

  test.each([
    'Sat, 21 Nov 2026 07:28:37 GMT',
    'Saturday, 21-Nov-26 07:28:37 GMT',
    'Sat Nov 21 07:28:37 2026',
  ])('%s', async (date) => {
    expect(await waitAfter({ 'retry-after': date }, 503)).toBe(37_000);
  });
});
