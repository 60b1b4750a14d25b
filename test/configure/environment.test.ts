import { ConfigError, configure, overridesFromEnv, Retry } from 'holdfast';
import { afterEach, expect, test, vi } from 'vitest';
import { configuration } from '../../src/configure/state.js';
import { anotherCopy } from '../support/copies.js';

afterEach(() => void configure({}));

test.each([
  ['HOLDFAST_TodoApi_getItem_maxRetries=0', { 'TodoApi.getItem': { maxRetries: 0 } }],
  ['HOLDFAST_TodoApi_getItem_timeout=2s', { 'TodoApi.getItem': { timeout: '2s' } }],
  ['HOLDFAST_TodoApi_getItem_timeout_total=20s', { 'TodoApi.getItem': { timeout: { total: '20s' } } }],
  ['HOLDFAST_TodoApi_getItem_retry_enabled=false', { 'TodoApi.getItem': { retry: { enabled: false } } }],
  ['HOLDFAST_TodoApi_retry=false', { TodoApi: { retry: false } }],
  ['HOLDFAST_TodoApi_enabled=false', { TodoApi: { enabled: false } }],
  [
    'HOLDFAST_TodoApi_get_all_items_maxRetries=Infinity',
    { 'TodoApi.get_all_items': { maxRetries: Infinity } },
  ],
  ['HOLDFAST_TodoApi_get_retry_maxRetries=1', { 'TodoApi.get': { retry: { maxRetries: 1 } } }],
  ['HOLDFAST_maxHint=10s', { '*': { maxHint: '10s' } }],
  ['HOLDFAST_timeout_attempt=500', { '*': { timeout: { attempt: 500 } } }],
  ['HOLDFAST_enabled=false', { enabled: false }],
  ['HOLDFAST_TodoApi_backoff={"constant":"2s"}', { TodoApi: { backoff: { constant: '2s' } } }],
  ['PATH=/bin', {}],
])('%s', (line, expected) => {
  const at = line.indexOf('=');
  expect(overridesFromEnv({ [line.slice(0, at)]: line.slice(at + 1) })).toEqual(expected);
});

test.each([undefined, null, 'HOLDFAST_enabled=false', ['HOLDFAST_enabled=false']])(
  '%j is no environment',
  (env) => {
    const attempt = () => overridesFromEnv(env as never);
    expect(attempt).toThrow(ConfigError);
    expect(attempt).toThrow('overridesFromEnv: expected an object such as process.env, got');
  },
);

test('a class without a name is no name for all', () => {
  expect(() => configure({ HOLDFAST__maxRetries: '0' })).toThrow("class or method is called ''");
  expect(() => configure({ HOLDFAST__get_maxRetries: '0' })).toThrow("class or method is called '.get'");
});

test('a variable that is not set says nothing', () => {
  expect(overridesFromEnv({ HOLDFAST_enabled: undefined, HOLDFAST_Bad: undefined })).toEqual({});
});

test('several variables add up', () => {
  const env = { HOLDFAST_TodoApi_getItem_maxRetries: '0', HOLDFAST_TodoApi_getItem_timeout_idle: '5s' };
  expect(overridesFromEnv(env)).toEqual({ 'TodoApi.getItem': { maxRetries: 0, timeout: { idle: '5s' } } });
});

test.each([
  [
    { HOLDFAST_TodoApi_getItem_maxRetry: '0' },
    "HOLDFAST_TodoApi_getItem_maxRetry: expected it to end with an option; did you mean 'maxRetries'?",
  ],
  [{ HOLDFAST_enable: 'false' }, "did you mean 'enabled'?"],
  [{ HOLDFAST_TODOAPI_GETITEM_MAXRETRIES: '0' }, "did you mean 'maxRetries'?"],
  [{ HOLDFAST_DEBUG: '1' }, 'known are enabled, maxRetries'],
  [{ HOLDFAST_TodoApi_timeout_constructor: '0' }, 'expected it to end with an option'],
  [
    { HOLDFAST_TodoApi_retry: 'false', HOLDFAST_TodoApi_retry_maxRetries: '1' },
    'overridesFromEnv: HOLDFAST_TodoApi_retry_maxRetries and another variable say different things about the same option',
  ],
  [
    { HOLDFAST_TodoApi_retry_maxRetries: '1', HOLDFAST_TodoApi_retry: 'false' },
    'overridesFromEnv: HOLDFAST_TodoApi_retry and another variable say different things',
  ],
  [{ HOLDFAST_TodoApi_retry: 'null', HOLDFAST_TodoApi_retry_maxRetries: '1' }, 'say different things'],
])('%j is refused', (env, message) => {
  expect(() => overridesFromEnv(env as Record<string, string>)).toThrow(ConfigError);
  expect(() => overridesFromEnv(env as Record<string, string>)).toThrow(message);
});

test.each([
  ['as it is', () => process.env],
  ['copied', () => ({ ...process.env })],
  ['in a list', () => [{ '*': { maxRetries: 2 } }, process.env]],
  ['read', () => overridesFromEnv(process.env)],
])('the environment of the process configures, %s', async (_, environment) => {
  class TodoApi {
    calls = 0;
    @Retry()
    async getItem(): Promise<unknown> {
      this.calls += 1;
      throw Object.assign(new Error('refused'), { code: 'ECONNREFUSED' });
    }
  }
  vi.stubEnv('HOLDFAST_TodoApi_getItem_maxRetries', '0');
  configure(environment());
  vi.unstubAllEnvs();
  const api = new TodoApi();
  await expect(api.getItem()).rejects.toThrow('refused');
  expect(api.calls).toBe(1);
});

test('a copy of the environment is one, though no variable in it is ours, and overrides may be called like a variable', () => {
  vi.stubEnv('TodoApy', 'a');
  expect(() => configure({ ...process.env })).not.toThrow();
  expect(() => configure({ TodoApy: { maxRetries: 1 } })).toThrow("called 'TodoApy'");
  expect(() => configure({ TodoApy: 'b' } as never)).toThrow('expected an object');
  vi.unstubAllEnvs();
});

test('another copy of the package shares the names and what is configured', async () => {
  const copy = await anotherCopy<typeof import('../../src/configure/state.js')>('configure/state');
  expect(copy.configuration).toBe(configuration);
  const theirs = await anotherCopy<typeof import('../../src/decorators/registry.js')>('decorators/registry');
  class Elsewhere {
    get() {}
  }
  theirs.note(Elsewhere.prototype, 'get');
  configure({ 'Elsewhere.get': { maxRetries: 1 } });
  expect(() => configure({ 'Elsewhere.gte': { maxRetries: 1 } })).toThrow("did you mean 'Elsewhere.get'?");
});
