import {
  configure,
  constant,
  explain,
  Retry,
  RetryOn,
  RetryPolicy,
  resilient,
  status,
  Timeout,
} from 'holdfast';
import { expect, onTestFinished, test } from 'vitest';

type Options = Parameters<typeof resilient>[0];
const warningsOf = (options: Options) => explain(resilient(options)).methods[0]?.warnings;
const limits = { attempt: '2s', total: '10s' } as const;

test.each<[string, Options, string[]]>([
  [
    'limits that are equal',
    { timeout: { attempt: '1s', total: '1s' }, maxRetries: 1, backoff: constant(0) },
    [
      'the attempt limit of 1 s is not below the total of 1 s: the total ends the call first',
      'attempts that last 1 s do not all fit into the total of 1 s: it is used up after 1 attempt',
    ],
  ],
  [
    'a maxDuration as long as the total',
    { timeout: limits, maxDuration: '10s', maxRetries: 1, backoff: constant(0) },
    ['maxDuration 10 s is not below the total of 10 s: it changes nothing'],
  ],
  [
    'no retries, and nothing of attempts that do not fit, for there is one',
    { timeout: { attempt: '12s', total: '10s' }, maxRetries: 0 },
    [
      'the attempt limit of 12 s is not below the total of 10 s: the total ends the call first',
      'maxRetries is 0: nothing is retried',
    ],
  ],
  [
    'one retry that cannot begin',
    { timeout: limits, maxRetries: 1, backoff: constant('20s') },
    ['only 0 of 1 retry can begin within the total of 10 s, even if attempts fail at once'],
  ],
  [
    'the last of three attempts, which does not fit',
    { timeout: { attempt: '4s', total: '10s' }, maxRetries: 2, backoff: constant(0) },
    ['attempts that last 4 s do not all fit into the total of 10 s: it is used up after 2 attempts'],
  ],
  [
    'nothing where a total ends the retries',
    { timeout: limits, maxRetries: Infinity, backoff: constant('6s') },
    [],
  ],
  [
    'nothing where maxDuration ends them',
    { timeout: '2s', maxDuration: '10s', maxRetries: Infinity, backoff: constant('6s') },
    [],
  ],
])('there is a warning of %s', (_, options, warnings) => {
  expect(warningsOf(options)).toEqual(warnings);
});

test('a rule without retries is no mistake', () => {
  class Api {
    @RetryOn(status(429), { maxRetries: 0 })
    @Timeout(limits)
    async get() {}
  }
  expect(explain(Api).methods[0]?.warnings).toEqual([]);
});

test('what is configured of retries has no effect where nothing is retried, and the rest has', () => {
  class Quiet {
    @Timeout('500ms')
    async get() {}
  }
  new Quiet();
  onTestFinished(() => void configure({}));
  configure({ Quiet: { timeout: { total: '1s' }, retry: { enabled: true, maxRetries: 3 } } });
  expect(explain(Quiet).methods[0]?.warnings).toEqual([
    "configure('Quiet') sets maxRetries, but nothing is retried here",
  ]);
});

test('a policy that judges by itself multiplies the retries of what it calls, as far as those are known', () => {
  class Eager extends RetryPolicy {
    override maxRetries = 1;
    override shouldRetry = () => true;
  }
  class Nested {
    @Retry({ maxRetries: 1, backoff: constant(0) })
    @Timeout(limits)
    async known() {}
    @Retry(() => ({ maxRetries: 1 }))
    @Timeout(limits)
    async chosen() {}
    @Retry(Eager)
    @Timeout(limits)
    async get() {
      await this.known();
      await this.chosen();
    }
  }
  expect(explain(Nested, 'get').methods[0]?.warnings).toEqual([
    'it calls known, which has 1 retry of its own: where a rule or shouldRetry() of this method matches that failure, attempts multiply',
  ]);
});
