/** `explain`, `configure` and `holdfast/testing`. Checked by tsc in both dialects, never run. */
import {
  configure,
  constant,
  type ExplainedMethod,
  type Explanation,
  explain,
  type Overrides,
  overridesFromEnv,
  Retry,
  RetryPolicy,
  resilient,
} from 'holdfast';
import {
  type AttemptEvent,
  recordAttempts,
  seededRandom,
  useInstantClock,
  useSeededRandom,
  useVirtualClock,
} from 'holdfast/testing';
import { expectTypeOf } from 'vitest';

class TodoApi {
  @Retry()
  async getItem(id: number): Promise<{ id: number }> {
    return { id };
  }
}
abstract class Hidden {
  protected constructor() {}
}

export function explains(api: TodoApi) {
  expectTypeOf(explain(TodoApi)).toEqualTypeOf<Explanation>();
  explain(Hidden);
  explain(api);
  explain(TodoApi.prototype.getItem);
  explain(TodoApi, 'getItem');
  explain(TodoApi, Symbol.iterator);
  explain(resilient());
  explain(RetryPolicy);
  explain(new RetryPolicy());
  expectTypeOf(explain(TodoApi).methods).toEqualTypeOf<readonly ExplainedMethod[]>();
  expectTypeOf(explain(TodoApi).toSVG()).toEqualTypeOf<string>();
  // @ts-expect-error
  explain('TodoApi');
  // @ts-expect-error
  explain(undefined);
}

export function configures() {
  expectTypeOf(configure({})).toEqualTypeOf<() => void>();
  configure({ enabled: false });
  configure({
    '*': { maxHint: '10s', timeout: '2s' },
    TodoApi: { retry: false, timeout: { total: '1m', enabled: true } },
  });
  configure({ 'TodoApi.getItem': { maxRetries: 0, backoff: constant('1s') } }, { pending: true });
  configure({ 'TodoApi.getItem': { backoff: { exponential: { initial: '1s' } } } });
  configure(['{}', {}, overridesFromEnv(process.env)]);
  expectTypeOf(overridesFromEnv({})).toEqualTypeOf<Overrides>();
  // @ts-expect-error
  configure({ 'TodoApi.getItem': { maxRetry: 0 } });
  // @ts-expect-error
  configure({ 'TodoApi.getItem': { timeout: { totl: 1 } } });
  // @ts-expect-error
  configure({ 'TodoApi.getItem': { timeout: '2 seconds' } });
  // @ts-expect-error
  configure({ TodoApi: { onExhausted: 'ignore' } });
  // @ts-expect-error
  configure({}, { pendin: true });
}

export async function tests(call: Promise<number>) {
  const clock = useVirtualClock({ seed: 1, date: new Date(), patience: '1s' });
  expectTypeOf(clock.advance('30s')).toEqualTypeOf<Promise<void>>();
  expectTypeOf(await clock.until(call)).toEqualTypeOf<number>();
  expectTypeOf(useInstantClock().waits).toEqualTypeOf<readonly number[]>();
  expectTypeOf(useSeededRandom(1)).toEqualTypeOf<() => void>();
  expectTypeOf(seededRandom(1)).toEqualTypeOf<() => number>();
  expectTypeOf(recordAttempts().attempts).toEqualTypeOf<readonly AttemptEvent[]>();
  // @ts-expect-error
  await clock.advance('soon');
  // @ts-expect-error
  useVirtualClock({ sed: 1 });
}
