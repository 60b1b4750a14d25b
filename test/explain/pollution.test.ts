import { configure, explain, Retry, Timeout } from 'holdfast';
import { afterEach, expect, test } from 'vitest';
import { whilePolluted } from '../support/pollute.js';

afterEach(() => void configure({}));

class Api {
  @Retry({ maxRetries: 2 })
  async get(): Promise<unknown> {
    return 1;
  }
  @Timeout('2s')
  async bare(): Promise<unknown> {
    return 1;
  }
}
new Api();

test.each<[string, unknown]>([
  ['attempt', 5],
  ['total', 5],
  ['retry', {}],
  ['timeout', { attempt: 1 }],
  ['maxRetries', 9],
  ['idempotent', {}],
  ['enabled', false],
  ['pending', true],
  ['tuning', { maxRetries: 9 }],
  ['value', 7],
  ['rule', 'x'],
])('%s on Object.prototype is not taken for a setting', (key, value) => {
  const story = (): string[] => {
    configure({ 'Api.get': { maxRetries: 1 } });
    let refusal = 'none';
    try {
      configure({ 'Api.gte': { maxRetries: 1 } });
    } catch (error) {
      refusal = (error as Error).message;
    }
    return [JSON.stringify(explain(Api)), String(explain(Api)), refusal];
  };
  const clean = story();
  expect(clean.at(-1)).toContain('did you mean');
  expect(whilePolluted({ [key]: value }, story)).toEqual(clean);
});
