import { createClient } from 'holdfast';
import { recordAttempts, useInstantClock } from 'holdfast/testing';
import { noFaults, startTodoService } from '../server.js';
import { Todo } from './todo.js';

/** Has each class retry what it is for, and tells what happens. */
export async function account(log: (line: string) => void): Promise<void> {
  const items = { ada: [{ summary: 'buy milk', description: 'two bottles' }] };
  await using service = await startTodoService({ faults: noFaults, items });
  using _clock = useInstantClock();
  const http = createClient({ baseURL: service.url });
  const todo = new Todo(http, async () => {
    log('  (gets a new token)');
    return 'ada-token';
  });

  async function show(title: string, call: () => Promise<unknown>): Promise<void> {
    log(`\n${title}`);
    using recording = recordAttempts();
    const result = await call().catch((error: Error) => error.message);
    for (const { number, status, delay } of recording.attempts)
      log(`  call ${number}: ${status}${delay === undefined ? '' : `, then ${Math.round(delay)} ms`}`);
    log(`  ${JSON.stringify(result) ?? 'done'}`);
  }

  try {
    await show('RetryOnAuthFailure: the token has ended', () => todo.listItems());
    service.script('GET', '/items/:id', ['errorBefore', 'errorBefore']);
    await show('RetryOnServerError: two failures pass', () => todo.getItem(1));
    service.script(
      'GET',
      '/items/:id',
      Array.from({ length: 6 }, () => 'errorBefore' as const),
    );
    await show('RetryOnServerError: six calls at most', () => todo.getItem(1));
    await show('RetryOnServerError: a 404 is an answer', () => todo.getItem(99));
    service.tokens.delete('ada-token');
    service.tokens.set('new-token', 'ada');
    const renewed = new Todo(http, async () => 'new-token');
    service.script('DELETE', '/items/:id', ['errorBefore']);
    await show('both in one class', () => renewed.deleteItem(1));
  } finally {
    await http.close();
  }
}
