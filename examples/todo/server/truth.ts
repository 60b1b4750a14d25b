import type { FaultKind } from './faults.js';

/** One item that was really made, whatever its client was told. */
export interface Creation {
  readonly id: number;
  readonly user: string;
  readonly summary: string;
  /** The `Idempotency-Key`, if there was one. */
  readonly key: string | undefined;
}

/** What really happened, for comparison with what a client believes. It changes with every request. */
export interface Truth {
  /** TCP connections accepted. */
  readonly connections: number;
  /** Requests, by route: `'GET /items/:id'`; `'other'` for those that fit none. */
  readonly hits: Readonly<Record<string, number>>;
  /** Faults that took effect, by kind. */
  readonly faults: Readonly<Partial<Record<FaultKind, number>>>;
  /** Requests whose client went away before it had the whole answer. */
  readonly abandoned: number;
  /** POSTs that got the reply of an earlier one with the same `Idempotency-Key`. */
  readonly replays: number;
  /** How many items were made, by summary. */
  readonly created: Readonly<Record<string, number>>;
  readonly creations: readonly Creation[];
}

export class Recorder implements Truth {
  connections = 0;
  abandoned = 0;
  replays = 0;
  readonly hits: Record<string, number> = {};
  readonly faults: Partial<Record<FaultKind, number>> = {};
  // Without a prototype, for a summary may well be 'constructor'.
  readonly created: Record<string, number> = Object.create(null);
  readonly creations: Creation[] = [];

  hit(route: string): void {
    this.hits[route] = (this.hits[route] ?? 0) + 1;
  }

  fault(kind: FaultKind): void {
    this.faults[kind] = (this.faults[kind] ?? 0) + 1;
  }

  creation(creation: Creation): void {
    this.created[creation.summary] = (this.created[creation.summary] ?? 0) + 1;
    this.creations.push(creation);
  }
}
