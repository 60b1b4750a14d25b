import type { LookupAddress, LookupOptions } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { now } from '../../clock.js';

type Callback = (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void;

/** How long an answer is believed, in milliseconds. The resolver does not tell for how long it holds. */
const KEPT = 30_000;

/** A client that walks the web must not remember every host it has seen. */
const MOST_KEPT = 1_000;

/**
 * Name resolution with a memory. A burst of new connections to one host asks once, which matters more in Node than
 * elsewhere: look-ups share four threads with the file system. Failures are not remembered.
 */
export class Lookups {
  /** How often the resolver was really asked. */
  count = 0;
  readonly #remembers: boolean;
  readonly #answers = new Map<string, { readonly addresses: LookupAddress[]; readonly until: number }>();
  readonly #waiting = new Map<string, Callback[]>();

  constructor(remembers: boolean) {
    this.#remembers = remembers;
  }

  readonly lookup: LookupFunction = (hostname, options, callback) => {
    this.#resolve(hostname, options, (error, addresses) => {
      const [first] = addresses;
      if (error || options.all) callback(error, addresses);
      else callback(null, first?.address ?? '', first?.family);
    });
  };

  /** Counts the calls of a look-up that a user brought. */
  counted(theirs: LookupFunction): LookupFunction {
    return (...args) => {
      this.count += 1;
      theirs(...args);
    };
  }

  /** A host that cannot be reached may have moved. */
  forget(hostname: string): void {
    for (const key of this.#answers.keys()) if (key.startsWith(`${hostname} `)) this.#answers.delete(key);
  }

  #resolve(hostname: string, options: LookupOptions, callback: Callback): void {
    const key = `${hostname} ${options.family ?? 0} ${options.hints ?? 0} ${options.order ?? options.verbatim ?? ''}`;
    const known = this.#answers.get(key);
    const waiting = this.#remembers ? this.#waiting.get(key) : undefined;
    // Never at once: whoever asks may not have attached its listeners yet.
    if (known && known.until > now()) process.nextTick(callback, null, known.addresses);
    else if (waiting) waiting.push(callback);
    else this.#ask(key, hostname, options, [callback]);
  }

  #ask(key: string, hostname: string, options: LookupOptions, waiting: Callback[]): void {
    this.count += 1;
    if (this.#remembers) this.#waiting.set(key, waiting);
    const answered: Callback = (error, addresses) => {
      this.#waiting.delete(key);
      if (!error && this.#remembers) {
        if (this.#answers.size >= MOST_KEPT) this.#answers.clear();
        this.#answers.set(key, { addresses, until: now() + KEPT });
      }
      for (const callback of waiting) callback(error, addresses ?? []);
    };
    try {
      // To import it would load it for all, and it takes Node longer than this whole folder.
      process.getBuiltinModule('node:dns').lookup(hostname, { ...options, all: true }, answered);
    } catch (error) {
      // At options that make no sense. Whoever waits is told like of any other failure.
      process.nextTick(answered, error);
    }
  }
}
