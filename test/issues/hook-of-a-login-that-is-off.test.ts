/**
 * `@BeforeRetry` may stand beside `@Reauthenticate` alone, for there is a retry after a login. When `configure` switched
 * the login off, each call failed with a `ConfigError`, as if its author had written a hook that has nothing to do.
 */
import { Backoff, BeforeRetry, ConfigError, configure, constant, explain, Reauthenticate } from 'holdfast';
import { expect, onTestFinished, test } from 'vitest';

class Guarded {
  @Reauthenticate({ with: 'logIn' })
  @BeforeRetry('tidy')
  get() {
    return Promise.resolve('got');
  }
  logIn() {}
  tidy() {}
}

class Mistaken {
  @Backoff(constant(1))
  get() {
    return Promise.resolve('got');
  }
}

test('a method works whose login is switched off, with the hook that goes before its retry', async () => {
  const undo = configure({ 'Guarded.get': { reauthenticate: false } });
  onTestFinished(undo);
  expect(await new Guarded().get()).toBe('got');
  expect(String(explain(Guarded))).not.toContain('tidy');
});

test('what never had anything to do is refused still', async () => {
  const undo = configure({ '*': { reauthenticate: false } });
  onTestFinished(undo);
  await expect(new Mistaken().get()).rejects.toBeInstanceOf(ConfigError);
});
