import { inspect } from 'node:util';
import { AuthenticationError, attemptsOf, cooldown, createClient } from 'holdfast';
import { ClientHttpError, type RestOptions } from 'holdfast/rest';
import { useVirtualClock } from 'holdfast/testing';
import { expect, onTestFinished, test } from 'vitest';
import { account } from '../../examples/prisma-cloud/account.js';
import { CspmSession } from '../../examples/prisma-cloud/cspm-session.js';
import { CwpSession } from '../../examples/prisma-cloud/cwp-session.js';
import { patience } from '../../examples/prisma-cloud/patience.js';
import { startPrismaCloud } from '../../examples/prisma-cloud/server.js';

const PASSWORD = 'a-password-that-nobody-sees';
const ada = { username: 'ada', password: PASSWORD };

async function start(options: RestOptions = {}) {
  const cloud = await startPrismaCloud(ada.username, PASSWORD);
  onTestFinished(() => cloud[Symbol.asyncDispose]());
  const client = createClient({ pool: { maxSockets: 200 } });
  onTestFinished(() => client.close());
  const cspm = new CspmSession({ ...ada, baseURL: cloud.cspm.url, client, ...options });
  const cwp = new CwpSession(cspm, { baseURL: cloud.cwp.url, client });
  const clock = useVirtualClock();
  onTestFinished(() => clock.restore());
  const counts = () => ['POST /login', 'GET /auth_token/extend'].map(cloud.count);
  return { cloud, client, cspm, cwp, clock, counts };
}

const failed = (call: Promise<unknown>) => call.then(() => undefined).catch((error: any) => error);
const seconds = (carrier: unknown) =>
  attemptsOf(carrier).flatMap(({ delay }) => (delay === undefined ? [] : [delay / 1000]));
const crowd = (cspm: CspmSession) => Promise.all(Array.from({ length: 150 }, (_, n) => cspm.asset(n)));

test('150 first calls make one login, before anything else is sent', async () => {
  const { cloud, cspm, clock, counts } = await start();
  const assets = await clock.until(crowd(cspm));
  expect(assets.map(({ id }) => id)).toEqual(Array.from({ length: 150 }, (_, n) => n));
  expect(counts()).toEqual([1, 0]);
  expect(cloud.cspm.calls).toHaveLength(151);
});

test('150 refusals at once make one login, and every call is answered', async () => {
  const { cloud, cspm, clock, counts } = await start();
  await clock.until(cspm.asset(1));
  cloud.revoke('cspm');
  expect(await clock.until(crowd(cspm))).toHaveLength(150);
  expect(counts()).toEqual([2, 1]);
});

test('a token of six minutes is extended before a call, without a login', async () => {
  const { cspm, clock, counts } = await start();
  await clock.until(cspm.asset(1));
  await clock.advance(359_000);
  await clock.until(crowd(cspm));
  expect(counts()).toEqual([1, 0]);
  await clock.advance(1_000);
  await clock.until(crowd(cspm));
  expect(counts()).toEqual([1, 1]);
});

test('where it cannot be extended, the call goes on with what is there, and the next one tries again', async () => {
  const { cloud, cspm, clock, counts } = await start();
  await clock.until(cspm.asset(1));
  await clock.advance('6m');
  cloud.cspm.fail(403);
  const answer = await clock.until(cspm.request('GET', '/asset/2'));
  expect(answer.data).toEqual({ id: 2 });
  expect(attemptsOf(answer)[0]?.problem).toBeInstanceOf(Error);
  await clock.until(cspm.asset(3));
  expect(counts()).toEqual([1, 2]);
});

test('a second refusal after a login is an AuthenticationError, for all who wait, and no exit', async () => {
  const { cloud, cspm, clock, counts } = await start();
  await clock.until(cspm.asset(1));
  cloud.cspm.always = 401;
  const errors = await clock.until(Promise.all([1, 2, 3].map((n) => failed(cspm.asset(n)))));
  for (const error of errors) expect(error).toBeInstanceOf(AuthenticationError);
  expect(counts()).toEqual([2, 1]);

  cloud.cspm.always = undefined;
  await clock.until(cspm.asset(1));
});

test('a new token that is refused too is tried once', async () => {
  const { cloud, cspm, clock, counts } = await start();
  await clock.until(cspm.asset(1));
  cloud.revoke('cspm');
  const call = failed(cspm.asset(1));
  // The login's token is good for nothing either.
  const spoil = setInterval(() => cloud.revoke('cspm'), 0);
  const error = await clock.until(call).finally(() => clearInterval(spoil));
  expect(error).toBeInstanceOf(AuthenticationError);
  expect(error.cause).toBeInstanceOf(ClientHttpError);
  expect(counts()[0]).toBe(2);
});

test('failures are repeated 20 times, after 0, 1, 2, 4, 8, 16, 32, 32 s and so on', async () => {
  const { cloud, cspm, clock } = await start();
  await clock.until(cspm.asset(1));
  cloud.cspm.always = 503;
  const before = cloud.cspm.calls.length;
  const error = await clock.until(failed(cspm.asset(1)));
  expect(error).toMatchObject({ status: 503 });
  expect(seconds(error)).toEqual([0, 1, 2, 4, 8, 16, ...Array.from({ length: 14 }, () => 32)]);
  expect(cloud.cspm.calls.length - before).toBe(21);
});

test('a login waits from its first retry on, and is repeated as often', async () => {
  const { cloud, cspm, clock } = await start();
  cloud.cspm.fail(500, 429, 503);
  const from = clock.waits.length;
  await clock.until(cspm.asset(1));
  const waits = clock.waits.slice(from);
  expect(waits).toEqual([1_000, 2_000, 4_000]);
  expect(cloud.count('POST /login')).toBe(4);
});

test('a 425 is repeated at once, and does not use up the delays of the others', async () => {
  const { cloud, cspm, clock } = await start();
  await clock.until(cspm.asset(1));
  cloud.cspm.fail(429, 425, 425, 429, 425, 429);
  expect(seconds(await clock.until(cspm.request('GET', '/asset/1')))).toEqual([0, 0, 0, 1, 0, 2]);
});

test('what is no passing thing costs one call, and network failures do not add up over calls', async () => {
  const { cloud, cspm, clock } = await start();
  await clock.until(cspm.asset(1));
  expect(await clock.until(failed(cspm.get('/nowhere')))).toMatchObject({ status: 404 });
  expect(cloud.count('GET /nowhere')).toBe(1);
  for (let call = 0; call < 8; call += 1) {
    cloud.cspm.fail('reset', 'reset');
    await clock.until(cspm.asset(1));
  }
});

test('a shared cooldown grows while failures last, and is small again once a retry has succeeded', async () => {
  const policy = patience(cooldown({ scope: 'client', initial: '1s', max: '32s', jitter: 'none' }));
  const { cloud, cspm, clock } = await start({ policy });
  await clock.until(cspm.asset(1));
  cloud.cspm.fail(429, 429, 429);
  expect(seconds(await clock.until(cspm.request('GET', '/asset/1')))).toEqual([1, 2, 4]);
  cloud.cspm.fail(429);
  expect(seconds(await clock.until(cspm.request('GET', '/asset/1')))).toEqual([1]);
});

test('a chain: the token of one service is got by that of the other, which logs in for it if need be', async () => {
  const { cloud, cwp, clock, counts } = await start();
  const defenders = () => clock.until(Promise.all(Array.from({ length: 50 }, () => cwp.defenders())));
  expect(await defenders()).toHaveLength(50);
  expect([...counts(), cloud.count('POST /api/v1/authenticate')]).toEqual([1, 0, 1]);

  cloud.revoke('cspm');
  cloud.revoke('cwp');
  await defenders();
  expect([...counts(), cloud.count('POST /api/v1/authenticate')]).toEqual([2, 1, 2]);
});

test('a search is followed to its last page, and each page is retried by itself', async () => {
  const { cloud, cspm, clock } = await start();
  const seen: (number | undefined)[] = [];
  const pages = cspm.searchConfig('config from cloud.resource', 100);
  const read = (async () => {
    for await (const { id } of pages) {
      if (seen.push(Number(id.replace('finding-', ''))) === 100) cloud.cspm.fail(503, 'reset', 'reset', 429);
    }
  })();
  await clock.until(read);
  expect(seen).toEqual(Array.from({ length: 250 }, (_, n) => n + 1));
  expect([cloud.count('POST /search/config'), cloud.count('POST /search/config/page')]).toEqual([1, 6]);
});

test('headers and statuses of one call are not there for the next', async () => {
  const { cloud, cspm, clock } = await start();
  await clock.until(cspm.get('/asset/1', { headers: { accept: 'text/csv' } }));
  await clock.until(cspm.asset(1));
  expect(cloud.cspm.calls.at(-2)?.headers.accept).toBe('text/csv');
  expect(cloud.cspm.calls.at(-1)?.headers.accept).not.toContain('csv');
});

test('all sessions share the connections of one client, and 150 workers need no more than 150', async () => {
  const { cloud, client, cspm, cwp, clock } = await start();
  await clock.until(cwp.defenders());
  clock.restore();
  let next = 0;
  const worker = async () => {
    while (next < 450) await cspm.asset(next++);
  };
  await Promise.all(Array.from({ length: 150 }, worker));
  expect(cloud.cspm.connections).toBeLessThanOrEqual(150);
  expect(client.stats().connectionsOpened).toBe(cloud.cspm.connections + cloud.cwp.connections);
});

test('neither password nor token is in what is printed', async () => {
  const { cloud, cspm, clock } = await start();
  await clock.until(cspm.asset(1));
  cloud.cspm.fail(400);
  const errors = [await clock.until(failed(cspm.asset(1)))];
  cloud.changePassword();
  cloud.revoke('cspm');
  errors.push(await clock.until(failed(cspm.asset(1))));
  const text = [...errors, cspm]
    .flatMap((it) => [
      String(it),
      it.stack,
      JSON.stringify(it),
      inspect(it, { depth: Infinity, showHidden: true }),
    ])
    .join('\n');
  expect(text).toContain('AuthenticationError');
  expect(text).not.toContain(PASSWORD);
  expect(text).not.toContain('cspm-token-');
});

test('the account of it', async () => {
  const lines: string[] = [];
  await account((line) => lines.push(line), 'ada', PASSWORD);
  const text = lines.join('\n');
  expect(text).toContain('2 logins, 1 extensions');
  expect(text).toContain('3 refusals: 1 s, 2 s, 4 s\n  1 refusals: 1 s');
  expect(text).toContain('250 findings in 3 pages');
  expect(text).toContain('AuthenticationError');
  expect(text).not.toContain(PASSWORD);
});
