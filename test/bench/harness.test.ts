import { expect, test } from 'vitest';
import type { Contestant } from '../../bench/harness/contestant.js';
import { replaced } from '../../bench/harness/docs.js';
import type { Group } from '../../bench/harness/group.js';
import { allocated, measure } from '../../bench/harness/measure.js';
import { readOptions } from '../../bench/harness/options.js';
import { Progress } from '../../bench/harness/progress.js';
import { ratio, resultOf } from '../../bench/harness/result.js';
import { playRounds } from '../../bench/harness/rounds.js';
import { median, ratios, spread } from '../../bench/harness/stats.js';
import { barChart } from '../../bench/harness/svg.js';
import { markdownTable, textTable } from '../../bench/harness/table.js';
import { inFlight } from '../../bench/harness/workers.js';

const nobody = new Progress({ write: () => expect.unreachable() });

/** Claims to have taken these times, one per round; the first one is for warming up. */
const taking = (name: string, ...times: number[]): Contestant => ({
  name,
  run: () => ({ time: times.shift() ?? NaN, cpu: 1 }),
});

const group = (contestants: Contestant[], columns: Group['columns']): Group => ({
  name: 'race',
  title: 'A race',
  baseline: 'bare',
  count: 10,
  contestants,
  columns,
});

const time = { title: 'time', of: 'time', as: 'cost' } as const;

async function played(contestants: Contestant[], columns: Group['columns'] = [time], rounds = 3) {
  const race = group(contestants, columns);
  return resultOf(race, await playRounds(race, rounds, nobody), rounds, 'Node 0');
}

test('the median is in the middle', () => {
  expect(median([3, 1, 2])).toBe(2);
  expect(median([4, 1, 3, 2])).toBe(2.5);
  expect(() => median([])).toThrow('nothing');
  expect(spread([3, 1, 2])).toEqual({ median: 2, min: 1, max: 3 });
});

test('a ratio is made within a round, so that a slow minute of the machine does not show', async () => {
  expect(ratios([2, 20, 2], [1, 10, 1])).toEqual([2, 2, 2]);
  const { rows } = await played([taking('bare', 9, 1, 10, 1), taking('ours', 9, 2, 20, 2)]);
  expect(rows.map(({ cells }) => cells[0]?.text)).toEqual(['1.00', '2.00 (2.00–2.00)']);
  expect(rows[1]?.figures.time).toEqual({ median: 2, min: 2, max: 20 });
});

test('speed is the inverse of cost, and a value is told as it is', async () => {
  const { rows } = await played(
    [taking('bare', 9, 1), taking('ours', 9, 0.5)],
    [
      { title: 'throughput', of: 'time', as: 'speed' },
      { title: 'microseconds', of: (sample) => sample.time * 1000, as: 'value' },
    ],
    1,
  );
  expect(rows.map(({ cells }) => cells.map(({ text }) => text))).toEqual([
    ['1.00', '1,000'],
    ['2.00 (2.00–2.00)', '500'],
  ]);
});

test('the round for warming up may be shorter', async () => {
  const counts: number[] = [];
  const runner: Contestant = {
    name: 'runner',
    run: (count) => {
      counts.push(count);
      return undefined;
    },
  };
  const race = { ...group([runner], []), count: 25, warmUp: 0.1 };
  await playRounds(race, 2, nobody);
  expect(counts).toEqual([3, 25, 25]);
});

test('each round begins with another contestant, and the one for warming up does not count', async () => {
  const order: string[] = [];
  const runner = (name: string): Contestant => ({
    name,
    open: () => order.push(`open ${name}`),
    run: () => {
      order.push(name);
      return undefined;
    },
    close: () => order.push(`close ${name}`),
  });
  await played([runner('bare'), runner('b')]);
  expect(order.join(', ')).toBe('open bare, open b, bare, b, bare, b, b, bare, bare, b, close bare, close b');
});

test('contestants are closed when one of them fails', async () => {
  const closed: string[] = [];
  const failing: Contestant = {
    name: 'bare',
    run: () => Promise.reject(new Error('broken')),
    close: () => closed.push('bare'),
  };
  await expect(played([failing])).rejects.toThrow('broken');
  expect(closed).toEqual(['bare']);
});

test('a contestant that does less is told in the table', async () => {
  const { rows } = await played([taking('bare', 9, 1, 1, 1), { ...taking('slow', 9, 1, 1, 1), count: 5000 }]);
  expect(rows.map(({ name }) => name)).toEqual(['bare', 'slow (5,000 calls, scaled)']);
});

test('a column may have a baseline of its own, and what a contestant does not have is left out', async () => {
  const cpu = { title: 'CPU', of: 'cpu', as: 'cost', baseline: 'ours' } as const;
  const without: Contestant = { name: 'bare', run: () => ({ time: 1, cpu: NaN }) };
  const { rows } = await played([without, taking('ours', 9, 1, 1, 1), taking('peer', 9, 1, 1, 1)], [cpu]);
  expect(rows.map(({ cells }) => cells[0]?.text)).toEqual(['–', '1.00', '1.00 (1.00–1.00)']);
});

test('a baseline that is not there is an error', async () => {
  await expect(played([taking('ours', 1, 1, 1, 1)])).rejects.toThrow("no contestant 'bare'");
});

test('time, processor and allocation are told per call', async () => {
  let sink: unknown;
  const allocating: Contestant = {
    name: 'allocating',
    run: (count) => {
      for (let i = 0; i < count; i++) sink = new Float64Array(0) && new Array(128).fill(i);
      return undefined;
    },
  };
  // 128 elements of 8 bytes (4 where pointers are compressed), the array around them, and a typed array.
  const bytes = await allocated(allocating, 200);
  expect(bytes).toBeGreaterThan(500);
  expect(bytes).toBeLessThan(2500);
  expect(sink).toHaveLength(128);

  const busy: Contestant = {
    name: 'busy',
    run: (count) => {
      const until = performance.now() + 5 * count;
      while (performance.now() < until);
      return undefined;
    },
  };
  const sample = await measure(busy, 4);
  expect(sample.time).toBeGreaterThanOrEqual(5);
  expect(sample.cpu).toBeGreaterThan(0);
});

test('tables stand in columns', async () => {
  const result = await played([taking('bare', 9, 1, 1, 1), { ...taking('ours', 9, 2, 3, 4), ours: true }]);
  expect(textTable(result).split('\n')).toEqual([
    '                   time',
    '───────────────────────',
    'bare               1.00',
    'ours   3.00 (2.00–4.00)',
    '───────────────────────',
  ]);
  expect(markdownTable(result).split('\n')).toEqual([
    '|  | time |',
    '|---|---:|',
    '| bare | 1.00 |',
    '| **ours** | 3.00 (2.00–4.00) |',
  ]);
});

test('a bar is as long as its number, and nothing in a name is markup', async () => {
  const svg = barChart(await played([taking('bare', 9, 1, 1, 1), taking('<b> & "c"', 9, 2, 2, 2)]));
  const widths = [...svg.matchAll(/<rect[^>]* width="([\d.]+)"/g)].map(([, width]) => Number(width));
  expect(widths[1]).toBeCloseTo(2 * (widths[0] ?? 0), 0);
  expect(svg).toContain('&lt;b&gt; &amp; &quot;c&quot;');
  expect(svg).not.toContain('<b>');
  expect(svg).toContain('prefers-color-scheme: dark');
});

test('columns are drawn beside each other, with the names in full', async () => {
  const lost = { title: 'lost', of: 'cpu', as: 'value', drawn: true } as const;
  const name = 'one whose name is as long as a line of text';
  const svg = barChart(await played([taking('bare', 9, 1, 1, 1), taking(name, 9, 2, 2, 2)], [time, lost]));
  const bars = [...svg.matchAll(/<rect[^>]* x="([\d.]+)"/g)].map(([, x]) => Number(x));
  const [ofTime, , ofLost] = bars;
  expect(ofTime).toBeGreaterThan(name.length * 6.5);
  expect(ofLost).toBeGreaterThan(ofTime ?? NaN);
  expect(bars).toEqual([ofTime, ofTime, ofLost, ofLost]);
  expect(svg).toMatch(/>time<.*>lost</s);
});

test('what a contestant does not have is not drawn', async () => {
  const without: Contestant = { name: 'bare', run: () => ({ time: NaN }) };
  const svg = barChart(await played([without]));
  expect(svg).not.toContain('NaN');
  expect(svg).not.toContain('<rect');
});

test('a result replaces the one before it in the page, and nothing else', async () => {
  const result = await played([taking('bare', 9, 1, 1, 1)]);
  const page = 'before\n<!-- bench: race -->\nold\n<!-- /bench: race -->\nafter\n';
  const once = replaced(page, result, 'npm run bench -- race');
  expect(once).toBe(
    'before\n<!-- bench: race -->\n|  | time |\n|---|---:|\n| bare | 1.00 |\n\n' +
      '`npm run bench -- race`: 3 rounds of 10; Node 0.\n<!-- /bench: race -->\nafter\n',
  );
  expect(replaced(once, result, 'npm run bench -- race')).toBe(once);
  expect(() => replaced('no place', result, '')).toThrow('race');
});

test('numbers have as many digits as mean something', () => {
  expect([0.987, 9.87, 12.34, 1234.5].map(ratio)).toEqual(['0.99', '9.87', '12.3', '1,235']);
});

test('options are read, and those that make no sense are refused', () => {
  expect(readOptions(['http', '--quick'])).toEqual({
    names: ['http'],
    quick: true,
    write: false,
    out: undefined,
  });
  expect(readOptions(['--write'])).toMatchObject({ write: true, out: 'bench/results' });
  expect(readOptions(['--quick', '--out', 'there'])).toMatchObject({ out: 'there' });
  expect(() => readOptions(['--quick', '--write'])).toThrow('--write');
  expect(() => readOptions(['--fast'])).toThrow('--fast');
});

test('the progress is one line on a terminal, and nothing elsewhere', () => {
  let screen = '';
  const progress = new Progress({ isTTY: true, columns: 40, write: (text) => (screen += text) });
  progress.show(0.5, 'half of something with a very long name');
  expect(screen).toContain('████████████░░░░░░░░░░░░ 50 %');
  expect(screen.replace('\r\u001b[K', '').length).toBeLessThan(40);
  progress.clear();
  expect(screen.endsWith('\r\u001b[K')).toBe(true);
  nobody.show(0.5, 'half');
});

test('as many calls are in flight as were asked for, and each is made once', async () => {
  const made: number[] = [];
  let now = 0;
  let most = 0;
  await inFlight(3, 10, async (index) => {
    made.push(index);
    most = Math.max(most, ++now);
    await Promise.resolve();
    now--;
  });
  expect(made).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  expect(most).toBe(3);
});
