import { Agent } from 'node:https';
import { expect, test } from 'vitest';
import { ConfigError } from '../../src/errors.js';
import { createClient } from '../../src/http/index.js';
import { readOptions } from '../../src/http/options.js';
import { limitsOf } from '../../src/http/sending/limits.js';
import { newAttempt } from './ambient.js';

const refused: [options: object, message: string][] = [
  [
    { pool: { maxSockets: 0 } },
    "createClient: option 'pool.maxSockets': expected a whole number of at least 1, or Infinity, got 0",
  ],
  [
    { pool: { maxSockets: '5' } },
    `createClient: option 'pool.maxSockets': expected a whole number of at least 1, or Infinity, got "5"`,
  ],
  [
    { pool: { size: 5 } },
    "createClient: option 'pool': unknown option 'size' (5); known are maxSockets, maxFreeSockets, idleTimeout",
  ],
  [{ pool: 5 }, "createClient: option 'pool': expected an object of options, got 5"],
  [{ timeouts: { connect: '5 sec' } }, "createClient: option 'timeouts.connect': expected a duration"],
  [{ timeouts: { idle: 0 } }, "createClient: option 'timeouts.idle': expected a duration above zero, got 0"],
  [{ timeouts: { total: 5 } }, "createClient: option 'timeouts': unknown option 'total' (5)"],
  [{ dns: { ttl: 5 } }, "createClient: option 'dns': unknown option 'ttl' (5)"],
  [{ dns: { cache: 5 } }, "createClient: option 'dns.cache': expected true or false, got 5"],
  [{ tls: true }, "createClient: option 'tls': expected an object of options, got true"],
  [{ tls: { ca: 'x' }, httpsAgent: new Agent() }, "createClient: option 'tls': a 'httpsAgent' of your own"],
  [{ retry: { maxRetry: 5 } }, "createClient: option 'retry': unknown option 'maxRetry' (5)"],
];

test.each(refused)('%j is refused', (options, message) => {
  expect(() => createClient(options)).toThrow(message);
  expect(() => createClient(options)).toThrow(ConfigError);
});

test('undefined is as good as absent', () => {
  createClient({
    pool: undefined,
    timeouts: { connect: undefined },
    dns: { cache: undefined },
    tls: undefined,
    retry: undefined,
  });
});

test('the limits of a request: the call around it, then the client, then the defaults', () => {
  const config = {} as never;
  const { timeouts } = readOptions({});
  expect(limitsOf(config, timeouts, undefined)).toEqual({
    queue: Infinity,
    connect: 10_000,
    idle: 30_000,
    attempt: 60_000,
  });
  expect(limitsOf(config, undefined, undefined)).toEqual({
    queue: Infinity,
    connect: Infinity,
    idle: Infinity,
    attempt: Infinity,
  });

  const attempt = newAttempt({ limits: { connect: 1, idle: undefined } });
  expect(limitsOf(config, timeouts, attempt)).toMatchObject({ connect: 1, idle: 30_000, attempt: 60_000 });
  attempt.limit(60_000, () => new Error('deadline'));
  expect(limitsOf(config, timeouts, attempt).attempt).toBe(Infinity);
  attempt.close();
  const given = readOptions({ timeouts: { attempt: '5s', idle: false } }).timeouts;
  expect(limitsOf(config, given, attempt)).toMatchObject({ connect: 1, idle: Infinity, attempt: 5_000 });
});

test("a longer axios timeout is what its user asked for, a shorter one is axios' to keep", () => {
  const { timeouts } = readOptions({});
  const long = limitsOf({ timeout: 120_000 } as never, timeouts, undefined);
  expect(long).toMatchObject({ connect: 10_000, idle: Infinity, attempt: 120_000 });
  const short = limitsOf({ timeout: 5_000 } as never, timeouts, undefined);
  expect(short).toMatchObject({ connect: 10_000, idle: Infinity, attempt: 60_000 });
  const given = readOptions({ timeouts: { idle: '1s', attempt: '2s' } }).timeouts;
  expect(limitsOf({ timeout: 5_000 } as never, given, undefined)).toMatchObject({
    idle: 1_000,
    attempt: 2_000,
  });
});
