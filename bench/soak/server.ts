/** The todo service in a process of its own, with every fault it knows. For any message it tells what really happened. */
import { startTodoService } from '../../examples/todo/server.js';

export interface Told {
  readonly requests: number;
  readonly faults: Readonly<Record<string, number | undefined>>;
  /** Items that were made more often than somebody asked for. */
  readonly duplicates: number;
}

const seed = Number(process.argv[2]);
const service = await startTodoService({
  seed,
  slowMs: 3_500,
  lagMs: 0,
  // A call that is slow is waited for: there are few of them.
  faults: { slow: 0.0005 },
  hints: { 'retry-after': '1', 'retry-after-ms': '5' },
  items: { ada: Array.from({ length: 100 }, (_, i) => ({ summary: `item ${i}` })) },
});
process.send?.({ url: service.url });

process.on('message', () => {
  const { hits, faults, created } = service.stats;
  process.send?.({
    requests: Object.values(hits).reduce((sum, count) => sum + count, 0),
    faults,
    duplicates: Object.values(created).filter((count) => count > 1).length,
  } satisfies Told);
});
process.once('disconnect', () => process.exit());
