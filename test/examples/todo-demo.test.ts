import { createClient, Retry, thrown } from 'holdfast';
import { expect, test } from 'vitest';
import { type Api, holdfastClient, type OpenClient, plainClient } from '../../examples/todo/demo/clients.js';
import { creationsOf } from '../../examples/todo/demo/creations.js';
import { noPaint } from '../../examples/todo/demo/paint.js';
import { run } from '../../examples/todo/demo/run.js';
import { show } from '../../examples/todo/demo/show.js';
import { complaints } from '../../examples/todo/demo/verdict.js';
import { planWorkload } from '../../examples/todo/demo/workload.js';
import { PlainTodoApi } from '../../examples/todo/plain-api.js';
import type { NewItem } from '../../examples/todo/server.js';

const workload = planWorkload(300, 20, 1);
// Few at a time: each attempt has a second, of which a busy machine may take a good part.
const options = { seed: 1, workers: 5 };

/** What not to do: a POST that may have worked is sent again, and nothing tells the service. */
class Careless extends PlainTodoApi {
  @Retry({ retryOn: thrown(Error), maxRetries: 8 })
  override addItem(item: NewItem): ReturnType<Api['addItem']> {
    return super.addItem(item);
  }
}

const carelessClient: OpenClient = (baseURL) => {
  const http = createClient({ baseURL });
  return { as: (token) => new Careless(http, token), close: () => http.close() };
};

test('a workload is a quarter of each kind, and the same for the same seed', () => {
  expect(planWorkload(300, 20, 1)).toEqual(workload);
  expect(planWorkload(300, 20, 2)).not.toEqual(workload);
  for (const kind of ['list', 'get', 'add', 'delete']) {
    expect(workload.steps.filter((step) => step.kind === kind)).toHaveLength(75);
  }
  const deleted = workload.steps.flatMap((step) => (step.kind === 'delete' ? [step.id] : []));
  const read = workload.steps.flatMap((step) => (step.kind === 'get' ? [step.id] : []));
  expect(new Set(deleted).size).toBe(deleted.length);
  expect(deleted.filter((id) => read.includes(id))).toEqual([]);
});

test('all decorated calls succeed, and each POST happens once', async () => {
  const kept = await run(holdfastClient, workload, options);
  expect(Object.values(kept.truth.faults).reduce((sum, n) => sum + n, 0)).toBeGreaterThan(5);
  expect([...kept.failures.values()]).toEqual([]);
  expect(creationsOf(kept, workload)).toEqual({ wanted: 75, once: 75, duplicated: [], lost: [], unheard: 0 });
  expect(complaints(kept, workload)).toEqual([]);
});

test('the same calls fail without decorators', async () => {
  const bare = await run(plainClient, workload, options);
  expect(bare.failures.size).toBeGreaterThan(5);
  expect(complaints(bare, workload)[0]).toMatch(/^calls that failed: \d+; the first, \w+: .+/);
});

test('a POST that happened twice is found, though no caller noticed', async () => {
  const careless = await run(carelessClient, workload, { ...options, faults: { errorAfter: 0.2 } });
  const { duplicated } = creationsOf(careless, workload);
  expect(duplicated.length).toBeGreaterThan(0);
  expect(complaints(careless, workload)).toContainEqual(
    expect.stringContaining(`items created more than once: ${duplicated.length} (${duplicated[0]}`),
  );
});

test.concurrent.for([
  ['holdfast', holdfastClient, 0],
  ['a client that does nothing', plainClient, 1],
] as const)('the demo with %s', async ([, decorated, code], { expect }) => {
  let text = '';
  const out = { write: (more: string) => (text += more) };
  expect(await show({ calls: 100, seed: 1, decorated, out, paint: noPaint })).toBe(code);
  const lines = text.split('\n');
  expect(lines.some((line) => line.startsWith('  ✗ '))).toBe(code === 1);
  expect(lines.some((line) => line.startsWith('  ✓ '))).toBe(code === 0);
  for (const line of lines) if (!line.includes('✗')) expect(line.length, line).toBeLessThanOrEqual(80);
});
