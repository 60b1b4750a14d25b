import { expect, test } from 'vitest';
import { Heap } from '../../src/clock/heap.js';
import fc, { same } from '../support/properties.js';

const ranks = fc.array(fc.integer({ min: 0, max: 50 }));

const drained = (heap: Heap<{ rank: number }>): number[] => {
  const ranks: number[] = [];
  for (let { first } = heap; first !== undefined; first = heap.first) {
    ranks.push(first.rank);
    heap.shift();
  }
  return ranks;
};

const sorted = (ranks: number[]): number[] => [...ranks].sort((a, b) => a - b);

test('what was put in comes out in order, whatever the order was', () => {
  fc.assert(
    fc.property(ranks, (ranks) => {
      const heap = new Heap<{ rank: number }>();
      for (const rank of ranks) heap.push({ rank });
      same(drained(heap).join(), sorted(ranks).join());
    }),
  );
});

test('and so it does if some are taken out in between', () => {
  fc.assert(
    fc.property(ranks, ranks, (before, after) => {
      const heap = new Heap<{ rank: number }>();
      for (const rank of before) heap.push({ rank });
      heap.shift();
      for (const rank of after) heap.push({ rank });
      same(drained(heap).join(), sorted([...sorted(before).slice(1), ...after]).join());
    }),
  );
});

test('an empty one has no first, and stays empty', () => {
  const heap = new Heap<{ rank: number }>();
  heap.shift();
  expect(heap.first).toBeUndefined();
  heap.push({ rank: 1 });
  heap.reset([{ rank: 3 }, { rank: 2 }]);
  expect(drained(heap)).toEqual([2, 3]);
});
