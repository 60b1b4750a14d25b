import { type Attempt, ConfigError } from 'holdfast';
import { expect, test } from 'vitest';
import { hookOf } from '../../../src/policies/asking/hook.js';

const attempt = { self: undefined, number: 2 } as unknown as Attempt;
const on = (self: unknown): Attempt => ({ ...attempt, self });

test('a function is called with the attempt, and what it returns is waited for', async () => {
  const seen: unknown[] = [];
  const hook = hookOf(
    async function refresh(given) {
      seen.push(given);
      return 'done';
    },
    '@BeforeRetry',
    'Api.get',
    undefined,
  );
  expect(await hook(attempt)).toBe('done');
  expect(seen).toEqual([attempt]);
  expect(seen[0]).toBe(attempt);
});

test('messages call it by who stated it and by its name', () => {
  const nameOf = (hook: Parameters<typeof hookOf>[0]) =>
    hookOf(hook, '@BeforeRetry', 'Api.get', undefined).name;
  expect(nameOf(function refresh() {})).toBe('@BeforeRetry refresh');
  expect(nameOf(() => {})).toBe('@BeforeRetry a function');
  expect(nameOf('logIn')).toBe('@BeforeRetry logIn');
});

test('a name is that of a method of the object on which the call was made', () => {
  class Api {
    logIn(given: Attempt) {
      return [this, given];
    }
  }
  const hook = hookOf('logIn', '@BeforeRetry', 'Api.get', undefined);
  const [one, two] = [new Api(), new Api()];
  for (const self of [one, two]) {
    const given = on(self);
    const [by, what] = hook(given) as unknown[];
    expect(by).toBe(self);
    expect(what).toBe(given);
  }
});

test('a method that is not there is an error when the class is known, else at the call', () => {
  const message = '@BeforeRetry on Api.get: there is no method "refesh"';
  class Api {
    refresh() {}
    token = 'refresh';
  }
  const make = (name: string, target?: object) => hookOf(name, '@BeforeRetry', 'Api.get', target);
  expect(() => make('refesh', Api.prototype)).toThrow(ConfigError);
  expect(() => make('refesh', Api.prototype)).toThrow(new ConfigError(message));
  expect(() => make('refresh', Api.prototype)).not.toThrow();
  const late = make('refesh');
  for (const self of [new Api(), undefined, 7])
    expect(() => late(on(self))).toThrow(new ConfigError(message));
  expect(() => make('token')(on(new Api()))).toThrow(/there is no method "token"/);
});
