import { AttemptTimeoutError, attemptsOf } from 'holdfast';
import { useInstantClock } from 'holdfast/testing';
import { expect, onTestFinished, test } from 'vitest';
import { account } from '../../examples/orders/account.js';
import { startOrdersService } from '../../examples/orders/orders-service.js';
import { UserApi, UserNotFound } from '../../examples/orders/user-api.js';
import { startUsersService } from '../../examples/orders/users-service.js';

async function start() {
  const users = await startUsersService();
  onTestFinished(() => users[Symbol.asyncDispose]());
  const api = new UserApi({ baseURL: users.url });
  onTestFinished(() => api.close());
  const clock = useInstantClock({ patience: 50 });
  onTestFinished(() => clock.restore());
  return { users, api };
}

const failed = async (call: Promise<unknown>): Promise<UserNotFound> => {
  const error = await call.then(() => undefined).catch((e: unknown) => e);
  expect(error).toBeInstanceOf(UserNotFound);
  return error as UserNotFound;
};

/** When the attempts behind an error began, in seconds. */
const times = ({ cause }: UserNotFound): number[] =>
  attemptsOf(cause).map((attempt) => Math.round(attempt.start / 1000));

test('a user is found, and one who is not there costs one call, although other failures are repeated', async () => {
  const { users, api } = await start();
  expect(await api.getUser(1)).toMatchObject({ id: 1, name: 'Ada' });
  expect(await api.getUser(3)).toEqual({ id: 3 });
  expect(users.calls).toHaveLength(2);
});

test('502 for ever: six calls at 0, 0, 2, 6, 14 and 30 s', async () => {
  const { users, api } = await start();
  users.always = 502;
  const error = await failed(api.getUser(1));
  expect(error).toMatchObject({ status: 404, message: 'User not found: User service may be down' });
  expect(times(error)).toEqual([0, 0, 2, 6, 14, 30]);
  expect(users.calls).toHaveLength(6);
});

test('statuses and broken connections share five retries', async () => {
  const { users, api } = await start();
  users.fail(503, 'reset', 504);
  expect(await api.getUser(1)).toMatchObject({ name: 'Ada' });
  expect(users.calls).toHaveLength(4);
});

test('a 500 is not repeated', async () => {
  const { users, api } = await start();
  users.always = 500;
  expect((await failed(api.getUser(1))).message).toBe('User not found: User API failed');
  expect(users.calls).toHaveLength(1);
});

test('a service that never answers is told as timed out, also after the last retry', async () => {
  const { users, api } = await start();
  users.always = 'silent';
  const error = await failed(api.getUser(1, { timeout: '3s' }));
  expect(error.message).toBe('User not found: User API timed out');
  expect(error.cause).toBeInstanceOf(AttemptTimeoutError);
  expect(error.cause).toMatchObject({ limit: 3_000 });
  expect(times(error)).toEqual([0, 3, 8, 15, 26, 45]);

  expect((await failed(api.getUser(1))).cause).toMatchObject({ limit: 10_000 });
});

test('all calls share the connections of one client', async () => {
  const { users, api } = await start();
  for (let n = 0; n < 20; n += 1) await api.getUser(1);
  expect(users.connections).toBe(1);
});

test('the Orders service passes on what it is told', async () => {
  const { users, api } = await start();
  const orders = await startOrdersService(api);
  onTestFinished(() => orders[Symbol.asyncDispose]());
  const ask = async (id: number) => {
    const response = await fetch(`${orders.url}/orders/?user_id=${id}`, { headers: { connection: 'close' } });
    return [response.status, await response.json()];
  };
  expect(await ask(2)).toMatchObject([200, { user: { name: 'Bob' }, orders: [{ item: 'anchor' }] }]);
  expect(await ask(3)).toMatchObject([200, { user: { id: 3 }, orders: [{ item: 'buoy' }] }]);
  expect(await ask(9)).toEqual([404, { detail: 'No orders found for this user ID' }]);
  users.always = 504;
  expect(await ask(2)).toEqual([404, { detail: 'User not found: User service may be down' }]);
});

test('the account of it', async () => {
  const lines: string[] = [];
  await account((line) => lines.push(line));
  const text = lines.join('\n');
  for (const start of [0, 2, 6, 14, 30])
    expect(text).toContain(`  after ${String(start).padStart(2)} s: GET /users/1 -> 502`);
  expect(text).toContain('User API timed out');
  expect(text).toContain('{"user":{"id":3}');
});
