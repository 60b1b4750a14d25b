/** A fault proxy that was told to go down, or to close, while it was about to listen again: its `up()` never came back. */
import { proxy } from 'holdfast/faults';
import { expect, onTestFinished, test } from 'vitest';
import { reply, serve } from '../support/server.js';

async function start() {
  const server = await serve(reply(200, 'here'));
  const made = await proxy({ upstream: server.url });
  onTestFinished(() => made.close());
  const isUp = (): Promise<boolean> =>
    fetch(made.url).then(
      ({ ok }) => ok,
      () => false,
    );
  return { made, isUp };
}

test('the last word counts', async () => {
  const { made, isUp } = await start();
  await Promise.all([made.down(), made.up(), made.down()]);
  expect(await isUp()).toBe(false);
  await Promise.all([made.up(), made.up(), made.down(), made.up()]);
  expect(await isUp()).toBe(true);
});

test('and none counts after it is closed', async () => {
  const { made, isUp } = await start();
  await made.down();
  await Promise.all([made.up(), made.close(), made.close()]);
  expect(await isUp()).toBe(false);
  await expect(made.up()).rejects.toThrow('this proxy is closed');
});
