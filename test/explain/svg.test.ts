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
import { drawn } from '../../src/explain/svg.js';

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

/** What is drawn, without the style. */
const elements = (svg: string): string[] => svg.replace(/<style>.*<\/style>\n/s, '').split('\n');

test('element by element: the name and the worst case, attempts, waits and their means, the line of time', () => {
  const drawing = explain(
    resilient({
      maxRetries: 1,
      backoff: exponential({ initial: '1s', jitter: 'full' }),
      timeout: { attempt: '2s', total: '10s' },
    }),
  ).toSVG();
  const wait = '<title>wait 1: 0 ms to 1 s, 500 ms on average</title></rect>';
  expect(elements(drawing)).toEqual([
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 720 100" role="img">',
    '<title>resilient: attempts and waits in the worst case</title>',
    '<rect class="page" width="720" height="100"/>',
    '<g>',
    '<text class="name" x="16" y="24">resilient</text>',
    '<text class="muted" x="704" y="24" text-anchor="end">2 attempts, 5 s</text>',
    '<rect class="attempt" x="16" y="34" width="275.2" height="24" rx="2"><title>attempt 1: 2 s</title></rect>',
    `<rect class="wait" x="291.2" y="34" width="137.6" height="24" rx="2">${wait}`,
    `<rect class="mean" x="291.2" y="34" width="68.8" height="24" rx="2">${wait}`,
    '<rect class="attempt" x="428.8" y="34" width="275.2" height="24" rx="2"><title>attempt 2: 2 s</title></rect>',
    '<line class="axis" x1="16" x2="704" y1="62" y2="62"/>',
    '<text class="muted" x="16" y="78">0</text>',
    '<text class="muted" x="704" y="78" text-anchor="end">5 s</text>',
    '</g>',
    '</svg>',
  ]);
});

test('element by element: a login, and attempts without a limit, in the second row', () => {
  const { methods } = explain(
    resilient({ reauthenticate: { with: () => {} }, maxRetries: 1, backoff: constant('1s') }),
  );
  const rows = elements(drawn([...methods, ...methods]));
  const open = (x: string, n: number) =>
    `<rect class="open" x="${x}" y="118" width="86" height="24" rx="2"><title>attempt ${n}: no limit of its own</title></rect>`;
  expect(rows[0]).toContain('viewBox="0 0 720 184"');
  expect(rows.slice(-13)).toEqual([
    '<g>',
    '<text class="name" x="16" y="108">resilient</text>',
    '<text class="muted" x="704" y="108" text-anchor="end">3 attempts, no limit</text>',
    open('16', 1),
    '<rect class="wait" x="102" y="118" width="86" height="24" rx="2"><title>login: no limit of its own</title></rect>',
    open('188', 2),
    '<rect class="wait" x="274" y="118" width="344" height="24" rx="2"><title>wait 1: 1 s to 1 s, 1 s on average</title></rect>',
    open('618', 3),
    '<line class="axis" x1="16" x2="704" y1="146" y2="146"/>',
    '<text class="muted" x="16" y="162">0</text>',
    '<text class="muted" x="704" y="162" text-anchor="end">attempts have no limit</text>',
    '</g>',
    '</svg>',
  ]);
});

test('what only the call will tell has a row without boxes', () => {
  class Chosen {
    @Retry(() => ({}))
    async get(): Promise<unknown> {
      return 1;
    }
  }
  const svg = explain(Chosen).toSVG();
  expect(svg).toContain('>decided per call<');
  expect(boxes(svg)).toEqual([['open', 0, 100]]);
});
