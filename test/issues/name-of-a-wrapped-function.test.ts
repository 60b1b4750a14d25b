/** `wrap` returned a function without the name and length of the one it was given, as decorators do not. */
import { resilient } from 'holdfast';
import { expect, test } from 'vitest';

test('a wrapped function has the name and length of the original', async () => {
  async function getItem(this: { prefix: string } | undefined, id: number, suffix: string) {
    return `${this?.prefix}${id}${suffix}`;
  }
  const wrapped = resilient().wrap(getItem);
  expect([wrapped.name, wrapped.length]).toEqual(['getItem', 2]);
  expect(await wrapped.call({ prefix: '<' }, 7, '>')).toBe('<7>');
  expect(resilient().wrap(async () => {}).name).toBe('');
});
