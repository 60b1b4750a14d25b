import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { patient } from '../../vitest.config.js';
import { beginningWith } from './beginning-with.js';

/** As much of Vitest as it takes to sort files of which only the size is known. */
const sorted = async (first: string[], files: Record<string, number>): Promise<string[]> => {
  const cache = {
    getFileTestResults: () => undefined,
    getFileStats: (key: string) => ({ size: files[key] }),
  };
  const Sequencer = beginningWith(first);
  const sequencer = new Sequencer({ config: { root: '/root' }, cache } as never);
  const projects = new Map(
    ['a', 'b'].map((name) => [name, { name, config: { isolate: false, sequence: { groupOrder: 0 } } }]),
  );
  const specifications = Object.keys(files).map((key) => {
    const [name = '', path] = key.split(':');
    return { project: projects.get(name), moduleId: `/root/${path}` };
  });
  const result = await sequencer.sort(specifications as never);
  return result.map(({ project, moduleId }) => `${project.name}:${moduleId.slice('/root/'.length)}`);
};

test('what waits comes first among the files of its project, the others by their size', async () => {
  const files = { 'b:small': 1, 'b:waits': 2, 'a:other': 1, 'b:large': 9, 'a:waits': 2, 'a:larger': 5 };
  expect(await sorted(['waits'], files)).toEqual([
    'a:waits',
    'a:larger',
    'a:other',
    'b:waits',
    'b:large',
    'b:small',
  ]);
  expect(await sorted([], { 'b:small': 1, 'b:large': 2 })).toEqual(['b:large', 'b:small']);
});

test('the files that are said to wait are there', () => {
  expect(patient.filter((file) => !existsSync(file))).toEqual([]);
});
