import { type FaultRates, startTodoService, type Truth } from '../server.js';
import type { OpenClient } from './clients.js';
import { perform } from './perform.js';
import type { Tally } from './progress.js';
import type { Step, Workload } from './workload.js';

/** What came of a workload, as its callers and as the service saw it. */
export interface Run {
  /** How long each call took, in milliseconds. */
  readonly durations: readonly number[];
  readonly failures: ReadonlyMap<Step, unknown>;
  readonly truth: Truth;
}

export interface RunOptions {
  /** Of the service's faults. */
  readonly seed: number;
  /** Instead of the service's own rates. */
  readonly faults?: Partial<FaultRates>;
  /** Calls at any one time. */
  readonly workers: number;
  readonly onProgress?: ((tally: Tally) => void) | undefined;
}

/** Works through the steps, against a service of its own. */
export async function run(open: OpenClient, workload: Workload, options: RunOptions): Promise<Run> {
  const { seed, faults = {}, workers, onProgress } = options;
  const { tokens, itemsOfEach, steps } = workload;
  const service = await startTodoService({
    seed,
    faults,
    tokens: Object.fromEntries(tokens.map((token) => [token, token])),
    items: Object.fromEntries(tokens.map((token) => [token, itemsOfEach])),
  });
  const client = open(service.url);
  const apis = tokens.map((token) => client.as(token));
  const newest = new Map<number, number>();
  const durations: number[] = [];
  const failures = new Map<Step, unknown>();

  const waiting = steps.values();
  const work = async (): Promise<void> => {
    for (const step of waiting) {
      const api = apis[step.user];
      if (api === undefined) throw new RangeError(`there is no user ${step.user}`);
      const startedAt = performance.now();
      await perform(step, api, newest).catch((error: unknown) => failures.set(step, error));
      durations.push(performance.now() - startedAt);
      onProgress?.({ done: durations.length, failed: failures.size });
    }
  };
  try {
    await Promise.all(Array.from({ length: workers }, work));
  } finally {
    await client.close();
    await service.stop();
  }
  return { durations, failures, truth: service.stats };
}
