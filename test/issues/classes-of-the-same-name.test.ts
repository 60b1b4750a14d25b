/**
 * Each module may have a class of the same name. `configure` knew of the methods that the first of them inherits, and took
 * those of the others for typos.
 */
import { configure, Resilient } from 'holdfast';
import { expect, test } from 'vitest';

const firstModule = () => {
  @Resilient({ maxRetries: 1 })
  class Lists {
    async list() {}
  }
  @Resilient({ maxRetries: 1 })
  class Namesake extends Lists {}
  return Namesake;
};

const secondModule = () => {
  @Resilient({ maxRetries: 1 })
  class Finds {
    async find() {}
  }
  @Resilient({ maxRetries: 1 })
  class Namesake extends Finds {}
  return Namesake;
};

test('what any class of a name inherits can be configured by that name', () => {
  firstModule();
  secondModule();
  for (const name of ['Namesake.list', 'Namesake.find'])
    expect(() => configure({ [name]: { maxRetries: 2 } })()).not.toThrow();
  expect(() => configure({ 'Namesake.fnd': { maxRetries: 2 } })).toThrow("did you mean 'Namesake.find'?");
});
