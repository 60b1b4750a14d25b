import { attemptsOf, createClient } from 'holdfast';
import { useInstantClock } from 'holdfast/testing';
import { expect, onTestFinished, test } from 'vitest';
import { account } from '../../examples/todo/essay/account.js';
import { Todo } from '../../examples/todo/essay/todo.js';
import { type Fate, noFaults, startTodoService } from '../../examples/todo/server.js';

async function start() {
  const items = { ada: [{ summary: 'buy milk', description: 'two bottles' }] };
  const service = await startTodoService({ faults: noFaults, items });
  onTestFinished(() => service.stop());
  const http = createClient({ baseURL: service.url });
  onTestFinished(() => http.close());
  const clock = useInstantClock();
  onTestFinished(() => clock.restore());
  let renewals = 0;
  const todo = new Todo(http, async () => {
    renewals += 1;
    return 'ada-token';
  });
  return { service, todo, renewals: () => renewals };
}

const statuses = (carrier: unknown) => attemptsOf(carrier).map(({ status }) => status);
const failed = (call: Promise<unknown>) => call.then(() => undefined).catch((error: unknown) => error);
const failing = (times: number): Fate[] => Array.from({ length: times }, () => 'errorBefore');

test('a token that has ended is got anew, once, and the request is made with the new one', async () => {
  const { todo, renewals } = await start();
  const items = await todo.listItems();
  expect(items).toMatchObject([{ summary: 'buy milk' }]);
  expect([statuses(items), renewals()]).toEqual([[401, 200], 1]);
});

test('where the new one is refused too, that is the end', async () => {
  const { service, todo, renewals } = await start();
  service.tokens.clear();
  expect(statuses(await failed(todo.listItems()))).toEqual([401, 401]);
  expect(renewals()).toBe(1);
});

test('a 500 passes, or is the end after six calls; a 404 is an answer', async () => {
  const { service, todo, renewals } = await start();
  await todo.renewToken();
  service.script('GET', '/items/:id', failing(5));
  expect(statuses(await todo.getItem(1))).toEqual([500, 500, 500, 500, 500, 200]);
  service.script('GET', '/items/:id', failing(6));
  expect(statuses(await failed(todo.getItem(1)))).toEqual([500, 500, 500, 500, 500, 500]);
  expect(statuses(await failed(todo.getItem(99)))).toEqual([404]);
  expect(renewals()).toBe(1);
});

test('the class for both renews the token only where that is what is wrong', async () => {
  const { service, todo, renewals } = await start();
  service.script('DELETE', '/items/:id', failing(1));
  await todo.deleteItem(1);
  expect([service.stats.hits, renewals()]).toMatchObject([{ 'DELETE /items/:id': 3 }, 1]);
});

test('the account of it', async () => {
  const lines: string[] = [];
  await account((line) => lines.push(line));
  const text = lines.join('\n');
  expect(text).toContain('(gets a new token)');
  expect(text).toContain('call 6: 500');
  expect(text).not.toContain('call 7');
});
