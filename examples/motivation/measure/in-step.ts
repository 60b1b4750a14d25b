import { type Backoff, constant, exponential, resilient, status } from 'holdfast';
import { useVirtualClock, type VirtualClock } from 'holdfast/testing';
import type { Row } from '../table.js';

const CLIENTS = 1000;
const CAPACITY = 100;
const WINDOW = 100;

/**
 * A thousand clients of one server that answers 100 requests in each 100 ms and refuses the rest. All ask at once. The
 * policies are those of production; only their time is a virtual clock's.
 */
export async function inStep(): Promise<readonly Row[]> {
  return [
    await crowd('none: the default of axios-retry', constant(0)),
    await crowd('1 s, 2 s, 4 s, 8 s, 16 s', exponential({ initial: '1s' })),
    await crowd('the same with `jitter: 0.2`', exponential({ initial: '1s', jitter: 0.2 })),
    await crowd("the same with `jitter: 'full'`", exponential({ initial: '1s', jitter: 'full' })),
  ];
}

async function crowd(wait: string, backoff: Backoff): Promise<Row> {
  const clock = useVirtualClock({ seed: 1 });
  try {
    const policy = resilient({ maxRetries: 5, backoff, retryOn: status(503), onExhausted: 'return' });
    const server = new Server(clock);
    const calls = Array.from({ length: CLIENTS }, () => policy.call(async () => server.answer()));
    const answers = await clock.until(Promise.all(calls));
    return {
      'wait before a retry': wait,
      'requests in all': server.requests,
      'most retries in 100 ms': server.mostRetries,
      'calls that got an answer': answers.filter(({ ok }) => ok).length,
    };
  } finally {
    clock.restore();
  }
}

class Server {
  readonly #clock: VirtualClock;
  readonly #windows = new Map<number, number>();

  constructor(clock: VirtualClock) {
    this.#clock = clock;
  }

  answer(): Response {
    const window = Math.floor(this.#clock.now / WINDOW);
    const asked = (this.#windows.get(window) ?? 0) + 1;
    this.#windows.set(window, asked);
    return new Response(null, { status: asked > CAPACITY ? 503 : 200 });
  }

  get requests(): number {
    return [...this.#windows.values()].reduce((sum, asked) => sum + asked, 0);
  }

  get mostRetries(): number {
    return Math.max(...[...this.#windows].map(([window, asked]) => (window === 0 ? asked - CLIENTS : asked)));
  }
}
