import { explain, Retry, RetryPolicy, resilient } from 'holdfast';
import { expect, test } from 'vitest';

test('a policy with delays of its own is told without them: only the call will tell', () => {
  class Own extends RetryPolicy {
    override delay = () => 1;
  }
  expect(explain(Own).methods[0]).toMatchObject({ delays: [], worstCase: undefined });
});

test('a backoff that fails is told by its name, if it has one, and in place of delays', () => {
  const nameless = (
    () => () =>
      Number.NaN
  )();
  const [method] = explain(
    resilient({ backoff: nameless, timeout: { attempt: '2s', total: '10s' } }),
  ).methods;
  expect(method).toMatchObject({ delays: [], worstCase: undefined });
  expect(method?.warnings).toEqual(['the backoff function fails: gave NaN for retry 1']);
});

test('a method of a class without a name goes by its own', () => {
  class Api {
    @Retry()
    async get() {}
  }
  Object.defineProperty(Api, 'name', { value: '' });
  expect(explain(Api).methods[0]?.name).toBe('get');
});
