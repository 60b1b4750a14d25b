// nock replaces Node's http for the whole process as soon as it is loaded, so it has a file of its own.
import { constant, createClient, resilient } from 'holdfast';
import { useVirtualClock } from 'holdfast/testing';
import nock from 'nock';
import { expect, onTestFinished, test } from 'vitest';

test('requests answered by nock work as real ones do', async () => {
  const clock = useVirtualClock();
  onTestFinished(clock.restore);
  onTestFinished(() => nock.restore());
  nock('http://todo.test').get('/').times(2).reply(500).get('/').reply(200, { id: 7 });
  const http = createClient({ baseURL: 'http://todo.test' });
  onTestFinished(() => http.close());
  const policy = resilient({ retry: { backoff: constant('1m') }, timeout: { attempt: '5s', total: '10m' } });
  const response = await clock.until(policy.call(() => http.get('/')));
  expect([response.data, clock.now]).toEqual([{ id: 7 }, 120_000]);
});
