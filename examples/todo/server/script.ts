import type { FaultKind } from './faults.js';
import { matches } from './routes.js';

/** What happens to one request: a fault, or none. */
export type Fate = FaultKind | 'ok';

/** Fates laid down in advance. The first script that fits a request and is not used up decides. */
export class Scripts {
  readonly #scripts: { method: string; path: string | RegExp; fates: Fate[] }[] = [];

  add(method: string, path: string | RegExp, fates: readonly Fate[]): void {
    this.#scripts.push({ method: method.toUpperCase(), path, fates: [...fates] });
  }

  next(method: string, path: string): Fate | undefined {
    return this.#scripts
      .find((script) => script.fates.length > 0 && script.method === method && matches(script.path, path))
      ?.fates.shift();
  }
}
