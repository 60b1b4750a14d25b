import { Heap } from './heap.js';

/** Something to do later. It is its own link in the list of what is due with it, so that it costs nothing beside itself. */
export interface Task {
  /** Its neighbours; itself while it is on no list. */
  before: Task;
  after: Task;
  due(): void;
}

/** Whether it is on a list. */
export const isPlanned = (task: Task): boolean => task.after !== task;

/** All that is due in one millisecond: the head of a ring of tasks, the first one after it. */
class Slot implements Task {
  before: Task = this;
  after: Task = this;
  /** The millisecond. */
  readonly rank: number;

  constructor(rank: number) {
    this.rank = rank;
  }

  due(): void {}
}

function link(task: Task, ring: Task): void {
  const last = ring.before;
  task.before = last;
  task.after = ring;
  last.after = task;
  ring.before = task;
}

function unlink(task: Task): void {
  task.before.after = task.after;
  task.after.before = task.before;
  task.before = task;
  task.after = task;
}

/** What an agenda needs of the system. */
export interface Host {
  now(): number;
  set(task: () => void, ms: number): unknown;
  clear(timer: unknown): void;
  /** Runs `task` when nothing else is left to do in this turn of the event loop. */
  endOfTurn(task: () => void): void;
}

/** Empty slots that may lie about, beside as many as there are tasks. */
const SPARE = 1_000;

/**
 * One timer of the system for any number of tasks. Almost all of them are limits that are taken back long before they
 * are due, and a timer of Node's for each costs more than the rest of such a call.
 *
 * The timer is set for the earliest task. When that is taken back the timer stays, and finds nothing to do. When the last
 * one is, it stays until the end of the turn, for a call often follows the call before; then it is cleared, so
 * that it keeps no process alive.
 */
export class Agenda {
  readonly #host: Host;
  readonly #slots = new Map<number, Slot>();
  readonly #order = new Heap<Slot>();
  /** Where the last task went: the next one often belongs there too. */
  #latest: Slot | undefined;
  #size = 0;
  #timer: unknown;
  #timerAt = Infinity;
  #sweeps = false;

  constructor(host: Host) {
    this.#host = host;
  }

  /** How many lists are kept, empty ones included. */
  get slots(): number {
    return this.#slots.size;
  }

  /** Runs `task` at the time `at`, or less than a millisecond later, as far as the system's timers allow. */
  add(task: Task, at: number): void {
    const rank = Math.ceil(at);
    // Stryker disable next-line ConditionalExpression: without it all is as it was, only slower.
    if (this.#latest?.rank !== rank) this.#latest = this.#slotAt(rank);
    link(task, this.#latest);
    this.#size += 1;
    if (rank < this.#timerAt) this.#arm(rank);
  }

  remove(task: Task): void {
    if (!isPlanned(task)) return;
    unlink(task);
    this.#size -= 1;
    if (this.#size === 0 && !this.#sweeps) this.#sweepSoon();
  }

  #sweepSoon(): void {
    this.#sweeps = true;
    this.#host.endOfTurn(this.#sweep);
  }

  #slotAt(rank: number): Slot {
    const known = this.#slots.get(rank);
    if (known !== undefined) return known;
    if (this.#slots.size > 2 * this.#size + SPARE) this.#tidy();
    const slot = new Slot(rank);
    this.#slots.set(rank, slot);
    this.#order.push(slot);
    return slot;
  }

  #tidy(): void {
    for (const [rank, slot] of this.#slots) if (!isPlanned(slot)) this.#slots.delete(rank);
    this.#order.reset(this.#slots.values());
    this.#latest = undefined;
  }

  #arm(rank: number): void {
    this.#disarm();
    this.#timerAt = rank;
    this.#timer = this.#host.set(this.#fire, Math.max(0, Math.ceil(rank - this.#host.now())));
  }

  #disarm(): void {
    if (this.#timer !== undefined) this.#host.clear(this.#timer);
    this.#timer = undefined;
    this.#timerAt = Infinity;
  }

  readonly #fire = (): void => {
    this.#timer = undefined;
    // Tasks may add others, which must not each set the timer.
    this.#timerAt = -Infinity;
    try {
      this.#runUntil(this.#host.now());
    } finally {
      // Should one of the tasks throw, the others get their turn all the same.
      this.#timerAt = Infinity;
      const next = this.#next();
      if (next !== undefined) this.#arm(next.rank);
    }
  };

  #runUntil(now: number): void {
    for (let slot = this.#next(); slot !== undefined && slot.rank <= now; slot = this.#next()) {
      const task = slot.after;
      this.remove(task);
      task.due();
    }
  }

  /** The first slot that has something in it. */
  #next(): Slot | undefined {
    let slot = this.#order.first;
    while (slot !== undefined && !isPlanned(slot)) {
      this.#order.shift();
      this.#slots.delete(slot.rank);
      this.#latest = undefined;
      slot = this.#order.first;
    }
    return slot;
  }

  readonly #sweep = (): void => {
    this.#sweeps = false;
    if (this.#size > 0) return;
    this.#disarm();
    this.#tidy();
  };
}
