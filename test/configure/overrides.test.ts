import { constant, RetryPolicy } from 'holdfast';
import { afterEach, expect, test } from 'vitest';
import { configure } from '../../src/configure/index.js';
import { overridden } from '../../src/configure/overrides.js';
import type { Recipe } from '../../src/policies/recipe.js';

afterEach(() => void configure({}));

class TodoApi {}
const retry = new RetryPolicy();
const backoff = constant(1);
const recipe = { retry, timeout: { attempt: 1_000 }, accept: [() => true] };
const configured = () => overridden(recipe, TodoApi.prototype, 'getItem');

test('without overrides a recipe is what was written', () => {
  expect(configured()).toEqual({ ...recipe, tuning: {} });
});

test('what is said about retries tunes them, and what is said about time limits time', () => {
  configure({ '*': { maxRetries: 5, backoff, timeout: { total: '1m' }, retry: true } });
  expect(configured()).toEqual({
    ...recipe,
    timeout: { attempt: 1_000, total: 60_000 },
    tuning: { maxRetries: 5, backoff },
  });
});

test('a strategy that is switched off is gone with all that belongs to it', () => {
  configure({ '*': { maxRetries: 5, retry: false, timeout: { total: '1m', enabled: false } } });
  expect(configured()).toEqual({ accept: recipe.accept });
});

test('hooks that followed a login go with it, and those that followed nothing stay for their author to be told', () => {
  configure({ '*': { reauthenticate: false } });
  const change = (written: Recipe) => overridden(written, TodoApi.prototype, 'getItem');
  const hooks = { beforeRetry: [() => {}] };
  expect(change({ ...hooks, reauthenticate: {} } as never)).toEqual({ timeout: {} });
  expect(change({ ...hooks, backoff })).toEqual({ ...hooks, backoff, timeout: {} });
});

test('without retries there is nothing to tune', () => {
  configure({ '*': { maxRetries: 5 } });
  expect(overridden({ accept: [] }, TodoApi.prototype, 'getItem')).toEqual({ accept: [], timeout: {} });
});

test('switched off, for one name or for all, nothing is left', () => {
  configure({ '*': { enabled: false } });
  expect(configured()).toEqual({});
  configure({ enabled: false });
  expect(configured()).toEqual({});
});
