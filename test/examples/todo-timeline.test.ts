import type { AttemptRecord } from 'holdfast';
import { expect, test } from 'vitest';
import { noPaint, paintFor } from '../../examples/todo/demo/paint.js';
import { drawTimeline } from '../../examples/todo/demo/timeline.js';

const draw = (...attempts: Omit<AttemptRecord, 'number'>[]): string[] =>
  drawTimeline(
    attempts.map((attempt, i) => ({ number: i + 1, ...attempt })),
    noPaint,
  );

/** How an attempt is said to have ended. */
const ending = (attempt: Partial<AttemptRecord>): string | undefined =>
  draw({ start: 0, duration: 1, ...attempt })
    .at(-1)
    ?.split(/ {3,}/)
    .at(-1);

test('attempts and waits stand where they were in time', () => {
  expect(
    draw(
      { start: 0, duration: 50, delay: 50, status: 500, failure: 'status', reason: 'status 500' },
      { start: 100, duration: 20, delay: 30, code: 'ECONNRESET', failure: 'reset', reason: 'reset' },
      { start: 150, duration: 150, status: 200 },
    ),
  ).toEqual([
    '0                       300 ms     took      wait   ended with',
    '▒▒▒▒▒·····                        50 ms     50 ms   500',
    '          ▒▒···                   20 ms     30 ms   connection reset',
    '               ███████████████   150 ms             200',
  ]);
});

test('every attempt is seen, however short it was', () => {
  const [, first, last] = draw(
    { start: 0, duration: 0.2, delay: 1000, status: 500, failure: 'status' },
    { start: 1000, duration: 0.2, status: 200 },
  );
  expect(first).toMatch(/^▒·{29} {3} <1 ms/);
  expect(last).toMatch(/^ {29}█ {3} <1 ms/);
});

test('all lines fit into 75 columns', () => {
  const long = { start: 0, duration: 99_999, delay: 99_999, status: 200, failure: 'rejected' } as const;
  for (const line of draw({ ...long, reason: "missing('summary')" })) {
    expect(line.length).toBeLessThanOrEqual(75);
  }
});

test.for([
  [{ status: 201 }, '201'],
  [{ status: 503, failure: 'status', reason: 'status 503' }, '503'],
  [{ status: 404, failure: 'rejected', reason: 'status(404)' }, '404'],
  [{ status: 200, failure: 'rejected', reason: "missing('summary')" }, "200, missing('summary')"],
  [{ failure: 'timeout', code: 'ERR_HOLDFAST_ATTEMPT_TIMEOUT' }, 'no answer in time'],
  [{ failure: 'truncated', code: 'ERR_BAD_RESPONSE', status: 200 }, 'answer cut off'],
  [{ failure: 'dns', code: 'ENOTFOUND' }, 'dns'],
  [{}, 'fine'],
] as const)('%j ended with: %s', ([attempt, words]) => expect(ending(attempt)).toBe(words));

test('a result of which nothing is known draws nothing', () => expect(draw()).toEqual([]));

test('colours are for terminals, and for those who want them', () => {
  const history = [{ number: 1, start: 0, duration: 5, status: 200 }];
  const inColour = drawTimeline(history, paintFor(true, undefined)).join('\n');
  expect(inColour).toContain('\u001b[32m█');
  for (const paint of [paintFor(false, undefined), paintFor(true, '1')]) {
    expect(drawTimeline(history, paint)).toEqual(drawTimeline(history, noPaint));
  }
  // biome-ignore lint/suspicious/noControlCharactersInRegex: it is what colours are made of.
  expect(inColour.replaceAll(/\u001b\[\d+m/g, '')).toBe(drawTimeline(history, noPaint).join('\n'));
});
