import http from 'node:http';
import { configure } from 'holdfast';
import { expect, test, vi } from 'vitest';
import { useClock } from '../../src/clock.js';
import { changes, world } from './world.js';

const everything = Object.prototype as Record<string, unknown>;

test.each<[string, string[], () => () => void]>([
  [
    'a function of a built-in module that was replaced',
    ['node:http.get'],
    () => {
      const { get } = http;
      http.get = () => get('http://127.0.0.1');
      return () => {
        http.get = get;
      };
    },
  ],
  [
    'a variable of the environment',
    ['process.env.HOLDFAST_LEFT'],
    () => {
      process.env.HOLDFAST_LEFT = 'behind';
      return () => delete process.env.HOLDFAST_LEFT;
    },
  ],
  [
    'what all objects inherit',
    ['Object.prototype.left'],
    () => {
      everything.left = 'behind';
      return () => delete everything.left;
    },
  ],
  [
    'a virtual clock',
    ['the clock of holdfast'],
    () => useClock({ now: () => 0, wall: () => 0, random: () => 0, schedule: () => () => {} }),
  ],
  ['an override', ['what configure() has set'], () => configure({ '*': { maxRetries: 0 } })],
  [
    'the exit code',
    ['process.exitCode'],
    () => {
      process.exitCode = 1;
      return () => {
        process.exitCode = undefined;
      };
    },
  ],
])('%s is found, and is gone once put back', (_, paths, change) => {
  const before = world();
  const putBack = change();
  const found = changes(before);
  putBack();
  expect(found).toEqual(paths);
  expect(changes(before)).toEqual([]);
});

test('fake timers are found', () => {
  const before = world();
  vi.useFakeTimers();
  const found = changes(before);
  vi.useRealTimers();
  expect(found).toEqual(expect.arrayContaining(['globalThis.setTimeout', 'globalThis.Date']));
  expect(changes(before)).toEqual([]);
});

test('what Node makes when it is first asked for is no change', () => {
  const before = world();
  expect(globalThis.CompressionStream).toBeTypeOf('function');
  expect(changes(before)).toEqual([]);
});
