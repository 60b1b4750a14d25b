/**
 * Limits share one timer, which belongs to nobody: a listener of a signal that a limit had aborted ran without the
 * stores of its caller, so that its log lines had lost their request.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { once } from 'node:events';
import { currentAttempt, resilient } from 'holdfast';
import { expect, test } from 'vitest';

const requests = new AsyncLocalStorage<string>();

/** What a listener of the attempt's signal sees when it is called. */
async function seen(policy: ReturnType<typeof resilient>, name: string): Promise<unknown[]> {
  let heard: unknown[] = ['nothing'];
  await requests.run(name, () =>
    policy
      .call(async ({ signal }) => {
        signal.addEventListener('abort', () => {
          heard = [requests.getStore(), currentAttempt()?.number];
        });
        await once(signal, 'abort');
      })
      .catch(() => {}),
  );
  return heard;
}

test('a listener of a signal that a time limit aborts sees the stores of its caller', async () => {
  const [attempt, total] = [
    resilient({ timeout: '20ms', retry: false }),
    resilient({ timeout: { total: '20ms' } }),
  ];
  expect(await Promise.all([seen(attempt, 'a'), seen(attempt, 'b'), seen(total, 'c')])).toEqual([
    ['a', 1],
    ['b', 1],
    ['c', 1],
  ]);
});
