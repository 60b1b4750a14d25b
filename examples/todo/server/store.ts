export interface Item {
  readonly id: number;
  readonly summary: string;
  readonly description: string;
}

export interface NewItem {
  readonly summary: string;
  readonly description?: string | undefined;
}

interface Entry {
  readonly item: Item;
  readonly owner: string;
  readonly visibleFrom: number;
}

/** Everybody's items. A new one stays out of sight for a while, as if reads went to a replica that lags. */
export class TodoStore {
  readonly #entries = new Map<number, Entry>();
  readonly #lagMs: number;
  #lastId = 0;

  constructor(lagMs: number) {
    this.#lagMs = lagMs;
  }

  add(owner: string, { summary, description = '' }: NewItem, lagMs = this.#lagMs): Item {
    const item = { id: ++this.#lastId, summary, description };
    this.#entries.set(item.id, { item, owner, visibleFrom: performance.now() + lagMs });
    return item;
  }

  list(owner: string): Item[] {
    return [...this.#entries.values()]
      .filter((entry) => entry.owner === owner && isVisible(entry))
      .map(({ item }) => item);
  }

  find(owner: string, id: number): Item | 'missing' | 'lagging' | 'foreign' {
    const entry = this.#entries.get(id);
    if (!entry) return 'missing';
    if (!isVisible(entry)) return 'lagging';
    return entry.owner === owner ? entry.item : 'foreign';
  }

  remove(id: number): void {
    this.#entries.delete(id);
  }
}

const isVisible = ({ visibleFrom }: Entry): boolean => performance.now() >= visibleFrom;
