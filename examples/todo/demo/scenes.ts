import type { Fate, TodoService } from '../server.js';
import type { Api } from './clients.js';

/** One call, and what is made to happen to it. */
export interface Scene {
  readonly title: string;
  readonly prepare?: (service: TodoService) => void;
  readonly play: (api: Api) => Promise<unknown>;
  /** What the service knows of it. */
  readonly aftermath?: (stats: TodoService['stats']) => string;
}

const milk = 'buy milk';

export const scenes: readonly Scene[] = [
  {
    title: 'GET: a 500, a reset connection, an answer cut off in the middle, then fine',
    ...reading('errorBefore', 'reset', 'truncate', 'ok'),
  },
  {
    title: 'POST: a 500, although the item was created',
    prepare: (service) => service.script('POST', '/items', ['errorAfter', 'ok']),
    play: (api) => api.addItem({ summary: milk }),
    aftermath: ({ hits, replays, created }) =>
      `The service saw ${hits['POST /items']} POSTs, ${replays} with a known Idempotency-Key: ` +
      `${created[milk]} item created.`,
  },
  { title: 'GET: a 200 whose body lacks the summary', ...reading('noSummary', 'ok') },
  { title: 'GET: a 429 with "Retry-After: 1"', ...reading('throttle', 'ok') },
  { title: 'GET: an answer that takes 3 s; the limit is 1 s per attempt', ...reading('slow', 'ok') },
  {
    title: 'GET: an item created just now, which the service does not find for 250 ms',
    play: async (api) => api.getItem((await api.addItem({ summary: 'call Ada' })).id),
  },
];

function reading(...fates: Fate[]): Pick<Scene, 'prepare' | 'play'> {
  return {
    prepare: (service) => service.script('GET', '/items/:id', fates),
    play: (api) => api.getItem(1),
  };
}
