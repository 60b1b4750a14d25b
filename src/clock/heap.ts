const precedes = <T extends { readonly rank: number }>(a: T, b: T): boolean =>
  // Stryker disable next-line EqualityOperator: of two with the same rank, either may come first.
  a.rank < b.rank;

/** A binary heap: gives back what was put in, the smallest `rank` first. */
export class Heap<T extends { readonly rank: number }> {
  #items: T[] = [];

  get first(): T | undefined {
    return this.#items[0];
  }

  /** From now on these, and nothing else. */
  reset(items: Iterable<T>): void {
    this.#items = [];
    for (const item of items) this.push(item);
  }

  push(item: T): void {
    const items = this.#items;
    let at = items.length;
    while (at > 0) {
      const above = (at - 1) >> 1;
      if (!precedes(item, items[above] as T)) break;
      items[at] = items[above] as T;
      at = above;
    }
    items[at] = item;
  }

  /** Takes the first one out. */
  shift(): void {
    const items = this.#items;
    const last = items.pop() as T;
    const { length } = items;
    if (length === 0) return;
    let at = 0;
    for (;;) {
      let below = 2 * at + 1;
      if (below >= length) break;
      if (below + 1 < length && precedes(items[below + 1] as T, items[below] as T)) below += 1;
      if (!precedes(items[below] as T, last)) break;
      items[at] = items[below] as T;
      at = below;
    }
    items[at] = last;
  }
}
