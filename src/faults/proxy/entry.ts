import { bare } from '../../basics/bare.js';
import { unexpected } from '../../errors.js';
import { checkKeys } from '../../options.js';
import { probability } from './amounts.js';
import type { Connection, Direction } from './connection.js';
import { Hold } from './hold.js';
import type { Link } from './link.js';
import type { Toxic } from './toxic.js';

/** What can be said of every toxic. */
export interface ToxicScope {
  /** Of which data: from the client to the server, from the server to the client, or both. Default `'downstream'`. */
  readonly direction?: Direction | 'both' | undefined;
  /** How likely it is to come over a connection, from 0 to 1; drawn once per connection and direction. Default 1. */
  readonly toxicity?: number | undefined;
}

const SCOPE = ['direction', 'toxicity'] as const;
const DIRECTIONS: Record<string, readonly Direction[]> = {
  upstream: ['upstream'],
  downstream: ['downstream'],
  both: ['upstream', 'downstream'],
};

/** One toxic that was added to a proxy, and its grips on the connections of that proxy. */
export class Entry {
  readonly #toxic: Toxic<never>;
  readonly #where: string;
  readonly #holds = new Map<Hold, { readonly connection: Connection; readonly link: Link }>();
  #options: ToxicScope = {};
  #scope: { readonly direction: Direction | 'both'; readonly toxicity: number } = {
    direction: 'downstream',
    toxicity: 1,
  };
  #settings: unknown;

  /** @throws ConfigError for an option that makes no sense */
  constructor(toxic: Toxic<never>, options: object, where: string) {
    this.#toxic = toxic;
    this.#where = where;
    this.#read(options);
  }

  get options(): ToxicScope {
    return this.#options;
  }

  /** Comes over a connection, or not: `draw` gives the chance, and each grip a source of its own. */
  seize(connection: Connection, draw: () => () => number): void {
    const { direction, toxicity } = this.#scope;
    for (const each of DIRECTIONS[direction] as Direction[]) {
      // Drawn in any case, so that what befalls one connection does not depend on what befell another.
      const random = draw();
      if (random() >= toxicity) continue;
      const link = connection.links[each];
      const hold = new Hold(this.#toxic, this.#settings, connection.placeIn(each), random);
      this.#holds.set(hold, { connection, link });
      link.add(hold);
    }
  }

  /** True if it has to be drawn anew whom it befalls. */
  change(options: object): boolean {
    const before = this.#scope;
    this.#read({ ...this.#options, ...bare(options) });
    if (SCOPE.some((key) => before[key] !== this.#scope[key])) return true;
    for (const hold of this.#holds.keys()) hold.change(this.#settings);
    return false;
  }

  lift(): void {
    for (const [hold, { link }] of this.#holds) link.remove(hold);
    this.#holds.clear();
  }

  forget(connection: Connection): void {
    for (const [hold, at] of this.#holds) if (at.connection === connection) this.#holds.delete(hold);
  }

  #read(options: object): void {
    checkKeys(options, [...(this.#toxic.options as readonly string[]), ...SCOPE], this.#where);
    const all = bare(options) as ToxicScope;
    const { direction = 'downstream', toxicity = 1 } = all;
    if (!Object.hasOwn(DIRECTIONS, direction)) {
      throw unexpected(`${this.#where}: option 'direction'`, "'upstream', 'downstream' or 'both'", direction);
    }
    probability(toxicity, `${this.#where}: option 'toxicity'`);
    this.#settings = this.#toxic.read(all as never, this.#where);
    this.#options = all;
    this.#scope = { direction, toxicity };
  }
}
