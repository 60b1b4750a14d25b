import { attemptsOf } from 'holdfast';
import { resumeTokenOf } from 'holdfast/rest';
import { useInstantClock } from 'holdfast/testing';
import { EventsSession } from './events-session.js';
import { RestSession } from './rest-session.js';
import { startPagerDuty } from './server.js';

const seconds = (delays: readonly (number | undefined)[]): string =>
  delays.flatMap((delay) => (delay === undefined ? [] : `${delay / 1000} s`)).join(', ');

/** Uses both APIs while they fail, and tells what happens. */
export async function account(log: (line: string) => void, key: string, routingKey: string): Promise<void> {
  await using server = await startPagerDuty(key, routingKey);
  using _clock = useInstantClock();
  const line = (text: string): void => log(`  ${text}`);
  const session = new RestSession(key, { baseURL: server.url, retry: { 502: 2, '5xx': 1 }, log: line });
  const events = new EventsSession(routingKey, { baseURL: server.url });
  try {
    log('persist: a user who is not there is made, found again, and updated only if something differs');
    const ada = { name: 'Ada', email: 'ada@example.com' };
    await session.persist('/users', 'email', ada);
    await session.persist('/users', 'email', ada, { update: true });
    await session.persist('/users', 'email', { ...ada, name: 'Ada L.' }, { update: true });

    log('\na 429 is repeated until it passes, a 502 twice; both share one sequence of delays');
    server.fail(429, 502, 429);
    const found = await session.request('GET', '/users/P1');
    line(`waited ${seconds(attemptsOf(found).map(({ delay }) => delay))}`);

    log('\nby cursor');
    line((await session.list<string>('/audit/records', { limit: 100 })).join(', '));

    log('\n12,000 incidents: the API goes no further than the first 10,000, and that is told');
    const quiet = new RestSession(key, { baseURL: server.url, client: session.http, log: () => {} });
    let delivered = 0;
    const before = server.calls.length;
    try {
      for await (const _incident of quiet.iterate('/incidents')) delivered += 1;
    } catch (error) {
      line(`${delivered} in ${server.calls.length - before} requests, then: ${(error as Error).message}`);
      line(`the last page was ${JSON.stringify(resumeTokenOf(error)?.params)}`);
    }

    log('\nan alert, through an outage');
    server.fail(502, 'reset', 503);
    const dedupKey = await events.trigger('the tide is high', 'harbour');
    await events.resolve(dedupKey);
    const sent = server.calls.filter(({ what }) => what === 'POST /v2/enqueue').length;
    line(`${sent} requests, ${server.alerts.size} alert: ${[...server.alerts.values()].join()}`);

    log('\nan error, and what is printed of it');
    const stranger = new RestSession('not-the-key', { baseURL: server.url, log: line });
    await stranger.get('/users').catch((error: Error) => line(error.message));
    await stranger.close();
    log(`\n${server.calls.length} requests over ${server.connections} connections`);
  } finally {
    await session.close();
    await events.close();
  }
}
