import { attemptsOf, cooldown, createClient } from 'holdfast';
import { useVirtualClock } from 'holdfast/testing';
import { CspmSession } from './cspm-session.js';
import { CwpSession } from './cwp-session.js';
import { patience } from './patience.js';
import { startPrismaCloud } from './server.js';

/** Runs `work` for each number up to `count`, so many at a time. */
async function inParallel(
  count: number,
  workers: number,
  work: (n: number) => Promise<unknown>,
): Promise<void> {
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < count) await work(next++);
  };
  await Promise.all(Array.from({ length: workers }, worker));
}

/** Uses both services for a while, and tells what happens. Minutes pass in no time. */
export async function account(
  log: (line: string) => void,
  username: string,
  password: string,
): Promise<void> {
  await using cloud = await startPrismaCloud(username, password);
  using clock = useVirtualClock();
  // One for logins, extensions and requests, of both sessions.
  const http = createClient({ pool: { maxSockets: 200 } });
  const cspm = new CspmSession({ username, password, baseURL: cloud.cspm.url, client: http });
  const cwp = new CwpSession(cspm, { baseURL: cloud.cwp.url, client: http });
  const counts = (): string =>
    `${cloud.count('POST /login')} logins, ${cloud.count('GET /auth_token/extend')} extensions`;

  try {
    log('150 calls at once, and nobody has logged in yet');
    await clock.until(inParallel(150, 150, (n) => cspm.asset(n)));
    log(`  ${counts()}`);

    log('\nthe token is revoked, and 150 calls hear of it at once');
    cloud.revoke('cspm');
    await clock.until(inParallel(150, 150, (n) => cspm.asset(n)));
    log(`  ${counts()}, the first of which is refused`);

    log('\nsix minutes later, the token is extended before it is refused');
    await clock.advance('6m');
    await clock.until(inParallel(150, 150, (n) => cspm.asset(n)));
    log(`  ${counts()}`);

    log('\nthe service has too much to do');
    cloud.cspm.fail(429, 503, 425, 429, 500);
    const answer = await clock.until(cspm.request('GET', '/asset/7'));
    for (const { start, status, delay } of attemptsOf(answer))
      log(`  after ${start / 1000} s: ${status}${delay === undefined ? '' : `, waits ${delay / 1000} s`}`);

    log('\nthe same, by a cooldown that all calls share, and that a retry which succeeds resets');
    const policy = patience(cooldown({ scope: 'client', initial: '1s', max: '32s', jitter: 'none' }));
    const polite = new CspmSession({ username, password, baseURL: cloud.cspm.url, client: http, policy });
    await clock.until(polite.asset(1));
    for (const faults of [[429, 429, 429], [429]]) {
      cloud.cspm.fail(...faults);
      const delays = attemptsOf(await clock.until(polite.request('GET', '/asset/7'))).map(
        ({ delay }) => delay,
      );
      log(
        `  ${faults.length} refusals: ${delays.flatMap((ms) => (ms === undefined ? [] : [`${ms / 1000} s`])).join(', ')}`,
      );
    }

    log('\na search, page by page');
    const found = await clock.until(
      cspm.searchConfig('config from cloud.resource').toArray({ limit: 1_000 }),
    );
    log(`  ${found.length} findings in ${1 + cloud.count('POST /search/config/page')} pages`);

    log('\nthe other service, whose token is got by that of this one; both have ended');
    cloud.revoke('cspm');
    const [defender] = await clock.until(cwp.defenders());
    log(
      `  ${defender?.hostname}, after ${counts()} and ${cloud.count('POST /api/v1/authenticate')} login there`,
    );

    log('\n600 calls by 150 workers, every 100th of which fails at first');
    clock.restore();
    const before = cloud.cspm.calls.length;
    await inParallel(600, 150, (n) => {
      if (n % 100 === 99) cloud.cspm.fail(n % 200 === 99 ? 503 : 'reset');
      return cspm.asset(n);
    });
    const { connectionsOpened, reuseRatio } = http.stats();
    log(
      `  ${cloud.cspm.calls.length - before} requests; ${connectionsOpened} connections since the beginning`,
    );
    log(`  ${Math.round(reuseRatio * 100)} % of all requests went over a connection that was there`);

    log('\nthe password is changed');
    cloud.changePassword();
    cloud.revoke('cspm');
    await cspm.asset(7).catch((error: Error) => log(`  ${error.name}: ${error.message}`));
  } finally {
    await http.close();
  }
}
