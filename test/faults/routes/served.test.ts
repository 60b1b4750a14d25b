/** The same routes as faults of the server, which gives them ports, chance, records and an end. */
import { createClient, resilient } from 'holdfast';
import { startFaultServer } from 'holdfast/faults';
import { expect, onTestFinished, test } from 'vitest';

async function start(seed: number) {
  const faults = await startFaultServer({ only: ['httpbin', 'dummyserver'], seed });
  onTestFinished(() => faults.stop());
  return faults;
}

test('httpbin lists its routes, draws from the seed and is recorded', async () => {
  const drawn = async (seed: number): Promise<number[]> => {
    const faults = await start(seed);
    const statuses: number[] = [];
    for (let n = 0; n < 12; n++) {
      const reply = await fetch(`${faults.url('httpbin')}status/200,503`);
      await reply.text();
      statuses.push(reply.status);
    }
    expect(faults.requests('httpbin')).toHaveLength(12);
    expect(faults.requests('httpbin')[0]).toMatchObject({ method: 'GET', url: '/status/200,503' });
    expect(await (await fetch(faults.url('httpbin'))).text()).toMatch(/^GET \/get\n {4}tells the request\n/);
    return statuses;
  };
  const first = await drawn(1);
  expect(new Set(first)).toEqual(new Set([200, 503]));
  expect(await drawn(1)).toEqual(first);
});

test('dummyserver wants a second try, which a policy gives it, until it is reset', async () => {
  const faults = await start(1);
  const client = createClient({ baseURL: faults.url('dummyserver') });
  onTestFinished(() => client.close());
  const get = () => client.get('/successful_retry', { headers: { 'test-name': 'served' } });
  const policy = resilient({ retryOn: ({ status }) => status === 418, backoff: () => 1 });
  expect((await policy.call(get)).data).toBe('Retry successful!');
  expect(faults.requests('dummyserver')).toHaveLength(2);
  expect((await get()).status).toBe(200);
  await faults.reset();
  await expect(get()).rejects.toMatchObject({ response: { status: 418 } });
});

test('stopping ends what is still on its way', async () => {
  const faults = await start(1);
  const reply = fetch(`${faults.url('httpbin')}delay/10`);
  const slow = fetch(`${faults.url('dummyserver')}slow`);
  const ended = Promise.allSettled([reply, slow]);
  await expect.poll(() => faults.requests().length).toBe(2);
  await faults.stop();
  expect((await ended).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
});
