import { recordAttempts, useInstantClock } from 'holdfast/testing';
import type { Fault } from '../serve.js';
import { startOrdersService } from './orders-service.js';
import { UserApi } from './user-api.js';
import { startUsersService } from './users-service.js';

/** Calls both services, and tells what happens. The waits and limits are those of the policy, but take no time. */
export async function account(log: (line: string) => void): Promise<void> {
  await using users = await startUsersService();
  const api = new UserApi({ baseURL: users.url });
  await using orders = await startOrdersService(api);
  using _clock = useInstantClock();
  using recording = recordAttempts();

  async function show(title: string, user: number, ...faults: readonly Fault[]): Promise<void> {
    recording.clear();
    users.fail(...faults);
    const response = await fetch(`${orders.url}/orders/?user_id=${user}`, {
      headers: { connection: 'close' },
    });
    log(`\n${title}`);
    for (const { start, status, code } of recording.attempts)
      log(
        `  after ${String(Math.round(start / 1000)).padStart(2)} s: GET /users/${user} -> ${status ?? code}`,
      );
    log(`  ${response.status} ${await response.text()}`);
  }

  try {
    await show('a user with orders', 1);
    await show('a user who was deleted: nobody is asked twice, and the orders are there', 3);
    await show('no orders: the Users service is not asked', 9);
    await show('the Users service is being restarted', 2, 502, 'reset', 503);
    await show('it has a defect, which no retry mends', 1, 500);
    users.always = 502;
    await show('it is down for good', 1);
    users.always = 'silent';
    await show('it takes calls, and never answers', 1);
    const { requests, connectionsOpened } = api.http.stats();
    log(`\n${requests} requests to the Users service went over ${connectionsOpened} connections`);
  } finally {
    await api.close();
  }
}
