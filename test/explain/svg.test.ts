import {
  constant,
  explain,
  exponential,
  Reauthenticate,
  Retry,
  RetryOn,
  resilient,
  sequence,
  Timeout,
  thrown,
} from 'holdfast';
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

test('attempts that only the total limits do not hide each other', () => {
  class Totals {
    @Retry({ maxRetries: 2, backoff: constant('1s') })
    @Timeout({ total: '30s' })
    async get(): Promise<unknown> {
      return 1;
    }
    // The longest wait is no measure for an attempt here: it is never begun.
    @Retry({ maxRetries: 3, backoff: sequence(['1s', '2s', '1h']) })
    @Timeout({ total: '30s' })
    async growing(): Promise<unknown> {
      return 1;
    }
  }
  for (const method of ['get', 'growing']) {
    const svg = explain(Totals, method).toSVG();
    expect(boxes(svg).map(([kind]) => kind)).toEqual(['open', 'wait', 'open', 'wait', 'open']);
    expect(svg).toContain('>attempts have no limit but the total of 30 s<');
  }
});

test('a login stands between two attempts', () => {
  class Sessions {
    @Reauthenticate({ with: 'logIn' })
    @Timeout('2s')
    async get(): Promise<unknown> {
      return 1;
    }
    async logIn() {}
  }
  const svg = explain(Sessions).toSVG();
  expect(boxes(svg).map(([kind]) => kind)).toEqual(['attempt', 'wait', 'attempt']);
  expect(svg).toContain('>logins have no limit<');
});

test('where only the first of many attempts are drawn, it says so', () => {
  class Stubborn {
    @Retry({ maxRetries: 20, backoff: constant('1s') })
    @Timeout('2s')
    async get(): Promise<unknown> {
      return 1;
    }
    @Retry({ maxRetries: 20, backoff: constant('1s') })
    @Timeout({ attempt: '2s', total: '5s' })
    async cut(): Promise<unknown> {
      return 1;
    }
  }
  const svg = explain(Stubborn).toSVG();
  expect(svg).toContain('>21 attempts, 1.03 min<');
  expect(svg).toContain('>the first 11 attempts: 32 s<');
  // Here the total ends it, and all is there.
  expect(svg).toContain('>5 s<');
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
