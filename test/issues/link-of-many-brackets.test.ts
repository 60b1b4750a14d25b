/**
 * A server may send a `Link` header that is no list of links. To look through one of nothing but `<` took a time that grew
 * with the square of its length: a quarter of a second for 16 kB, four seconds for 64 kB, in which nothing else ran.
 */
import { linkPages, type PageFacts } from 'holdfast/rest';
import { expect, test } from 'vitest';

const next = (link: string) =>
  linkPages().next({ page: { headers: { link } }, body: [], count: 0, request: {} } satisfies PageFacts);

test('a header of a megabyte is looked through once', () => {
  const before = process.cpuUsage();
  expect(next(`${'<'.repeat(2 ** 20)}, </items?p=2>; rel=next`)).toEqual({ url: '/items?p=2' });
  const { user, system } = process.cpuUsage(before);
  // Microseconds. A few milliseconds are enough.
  expect(user + system).toBeLessThan(5_000_000);
});
