import { isObject } from '../../basics/objects.js';

type Fields = Readonly<Record<string, unknown>>;

/** One object, and what was in it. As lists, which are compared in a third of the time that two objects take. */
class Picture {
  readonly #live: Fields;
  readonly #names: readonly string[];
  readonly #values: readonly unknown[];

  constructor(live: Fields) {
    this.#live = live;
    this.#names = Object.keys(live);
    this.#values = this.#names.map((name) => live[name]);
  }

  get isCurrent(): boolean {
    const names = Object.keys(this.#live);
    if (names.length !== this.#names.length) return false;
    for (let at = 0; at < names.length; at++) {
      const name = names[at] as string;
      if (name !== this.#names[at] || this.#live[name] !== this.#values[at]) return false;
    }
    return true;
  }
}

/** Objects as they were when it was taken. What is within them is not looked at, unless it is one of them. */
export class Snapshot {
  readonly #pictures: readonly Picture[];

  constructor(values: readonly unknown[]) {
    this.#pictures = values.filter(isObject).map((live) => new Picture(live));
  }

  /** Whether they are still as they were. */
  get isCurrent(): boolean {
    for (const picture of this.#pictures) if (!picture.isCurrent) return false;
    return true;
  }
}
