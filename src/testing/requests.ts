import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { ClientRequest } from 'node:http';
import { systemClock } from '../clock.js';

/** Taken before fake timers can be installed, which would never fire by themselves. */
const nextTurn = globalThis.setImmediate;

/** Enough for a reply that has arrived to come through streams and interceptors, and for a mocked one to be made. */
const TURNS = 10;

/**
 * The real requests that are under way, of whatever client: while one is, virtual time must stand still, or its limit
 * would run out before the reply had a chance. Node's http and fetch (undici) tell of them by themselves.
 */
export class Requests {
  readonly #underWay = new Set<object>();
  /** Those that were waited for in vain. */
  readonly #silent = new WeakSet<object>();
  readonly #patience: number;
  #moves = 0;

  /** @param patience real milliseconds after which a request without a sign of life counts as hanging */
  constructor(patience: number) {
    this.#patience = patience;
    for (const [name, listener] of this.#listeners) subscribe(name, listener);
  }

  stop(): void {
    for (const [name, listener] of this.#listeners) unsubscribe(name, listener);
    this.#underWay.clear();
  }

  /** Resolves when all has happened that can happen without time going on. */
  async settled(): Promise<void> {
    for (let since = systemClock.now(), seen = this.#moves; ; ) {
      for (let turn = 0; turn < TURNS; turn += 1) await new Promise((resolve) => nextTurn(resolve));
      const open = [...this.#underWay].filter((request) => !this.#silent.has(request));
      if (open.length === 0) return;
      if (seen !== this.#moves) {
        since = systemClock.now();
        seen = this.#moves;
      } else if (systemClock.now() - since >= this.#patience) {
        for (const request of open) this.#silent.add(request);
        return;
      }
      await new Promise<void>((resolve) => systemClock.schedule(resolve, 1));
    }
  }

  readonly #began = (request: object): void => {
    this.#moves += 1;
    this.#underWay.add(request);
  };

  readonly #ended = (request: object): void => {
    this.#moves += 1;
    this.#underWay.delete(request);
  };

  readonly #listeners: readonly [string, (message: unknown) => void][] = [
    [
      'http.client.request.start',
      (message) => {
        const { request } = message as { request: ClientRequest };
        this.#began(request);
        request.once('close', () => this.#ended(request));
      },
    ],
    ['undici:request:create', (message) => this.#began((message as { request: object }).request)],
    ['undici:request:trailers', (message) => this.#ended((message as { request: object }).request)],
    ['undici:request:error', (message) => this.#ended((message as { request: object }).request)],
  ];
}
