import { explain, exponential, Retry, RetryOn, resilient, Timeout, thrown } from 'holdfast';
import { expect, test } from 'vitest';

class Api {
  @Retry({ maxRetries: 2, backoff: exponential({ initial: '1s', jitter: 'full' }) })
  @Timeout({ attempt: '2s', total: '8s' })
  async timed(): Promise<unknown> {
    return 1;
  }
  @RetryOn(thrown(class extends Error {}), { maxRetries: 1 })
  async open(): Promise<unknown> {
    return 1;
  }
}

/** The boxes of one row: their class, and where they begin and end in per cent of the whole. */
function boxes(svg: string): [kind: string, from: number, to: number][] {
  return [
    ...svg.matchAll(/<rect class="(attempt|open|wait|mean)" x="([\d.]+)" y="\d+" width="([\d.]+)"/g),
  ].map(([, kind = '', x, width]) => {
    const start = ((Number(x) - 16) / 688) * 100;
    return [kind, Math.round(start), Math.round(start + (Number(width) / 688) * 100)];
  });
}

test('attempts and waits stand on a line of time, to scale, and the total cuts them off', () => {
  expect(boxes(explain(Api, 'timed').toSVG())).toEqual([
    ['attempt', 0, 25], // 2 s of 8
    ['wait', 25, 38], // 1 s
    ['mean', 25, 31],
    ['attempt', 38, 63],
    ['wait', 63, 88], // 2 s
    ['mean', 63, 75],
    ['attempt', 88, 100], // 1 s is left
  ]);
});

test('attempts without a limit are drawn as such', () => {
  const svg = explain(Api, 'open').toSVG();
  expect(new Set(boxes(svg).map(([kind]) => kind))).toEqual(new Set(['open', 'wait', 'mean']));
  expect(svg).toContain('attempts have no limit');
});

test('it is one well-formed document, with a title, a row for each method, and colours for light and dark', () => {
  const svg = explain(Api).toSVG();
  const tags = [...svg.matchAll(/<(\/?)(\w+)[^<>]*?(\/?)>/g)].filter(
    ([, , , selfClosed]) => selfClosed !== '/',
  );
  const open: string[] = [];
  for (const [, closing, name = ''] of tags) {
    if (closing) expect(open.pop()).toBe(name);
    else open.push(name);
  }
  expect(open).toEqual([]);
  expect(svg).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" viewBox="0 0 720 \d+" role="img">/);
  expect(svg.match(/<g>/g)).toHaveLength(2);
  expect(svg).toContain('<title>Api.timed, Api.open: attempts and waits');
  expect(svg).toContain('prefers-color-scheme: dark');
  expect(svg.replaceAll(/&(amp|lt|gt|quot);/g, '')).not.toMatch(/&/);
  expect(explain(resilient({ retry: false })).toSVG()).toContain('1 attempt, no limit');
});

test('names cannot break out of the text', () => {
  const nasty = '"><script>&';
  class Odd {
    @Retry()
    async [nasty](): Promise<unknown> {
      return 1;
    }
  }
  const svg = explain(Odd).toSVG();
  expect(svg).not.toContain('<script>');
  expect(svg).toContain('Odd.&quot;&gt;&lt;script&gt;&amp;');
});
