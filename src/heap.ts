/** A binary heap: gives back what was put in, the smallest `rank` first. */
export class Heap<T extends { readonly rank: number }> {
  #items: T[] = [];

  get first(): T | undefined {
    return this.#items[0];
  }

  /** From now on these, and nothing else. */
  reset(items: Iterable<T> = []): void {
    this.#items = [];
    for (const item of items) this.push(item);
  }

  push(item: T): void {
    const items = this.#items;
    let at = items.length;
    while (at > 0) {
      const above = (at - 1) >> 1;
      if ((items[above] as T).rank <= item.rank) break;
      items[at] = items[above] as T;
      at = above;
    }
    items[at] = item;
  }

  /** Takes the first one out. */
  shift(): void {
    const items = this.#items;
    const last = items.pop();
    const { length } = items;
    if (last === undefined || length === 0) return;
    let at = 0;
    for (;;) {
      let below = 2 * at + 1;
      if (below >= length) break;
      if (below + 1 < length && (items[below + 1] as T).rank < (items[below] as T).rank) below += 1;
      if ((items[below] as T).rank >= last.rank) break;
      items[at] = items[below] as T;
      at = below;
    }
    items[at] = last;
  }
}
