import { seededRandom } from '../server/random.js';
import type { NewItem } from '../server.js';

export type Step =
  | { readonly kind: 'list'; readonly user: number }
  | { readonly kind: 'get'; readonly user: number; readonly id: number; readonly fresh: boolean }
  | { readonly kind: 'add'; readonly user: number; readonly item: NewItem }
  | { readonly kind: 'delete'; readonly user: number; readonly id: number };

export interface Workload {
  /** The token of each user. */
  readonly tokens: readonly string[];
  /** What a user has before the first step. */
  readonly itemsOfEach: readonly NewItem[];
  readonly steps: readonly Step[];
}

const KINDS = ['list', 'get', 'add', 'delete'] as const;

/** So many reads are of what the user added last, which the service may not find yet. */
const FRESH = 0.04;

/** A quarter of each kind, in an order that only the seed decides. */
export function planWorkload(calls: number, users: number, seed: number): Workload {
  const random = seededRandom(seed);
  const each = Math.ceil(calls / KINDS.length / users) + 1;
  const steps = Array.from({ length: calls }, (_, i): Step => {
    const turn = Math.floor(i / KINDS.length);
    const user = turn % users;
    // The service numbers the items that users have from the start, user by user. The first one stays.
    const first = user * each + 1;
    const kind = KINDS[i % KINDS.length] ?? 'list';
    if (kind === 'add') return { kind, user, item: { summary: `todo ${turn + 1}` } };
    if (kind === 'delete') return { kind, user, id: first + 1 + Math.floor(turn / users) };
    if (kind === 'get') return { kind, user, id: first, fresh: random() < FRESH };
    return { kind, user };
  });
  return {
    tokens: Array.from({ length: users }, (_, user) => `token-${user}`),
    itemsOfEach: Array.from({ length: each }, (_, i) => ({ summary: `old ${i}` })),
    steps: shuffled(steps, random),
  };
}

function shuffled<T>(values: T[], random: () => number): T[] {
  return values
    .map((value) => ({ value, place: random() }))
    .sort((a, b) => a.place - b.place)
    .map(({ value }) => value);
}
