import { keepShape } from '../../basics/shapes.js';
import type { Scope } from '../../scope.js';
import type { RequestLimits, Sending } from '../transport.js';
import type { Circumstances } from './circumstances.js';

/** One sending of a request, as far as it has come. */
export class Shipment implements Sending {
  sent: boolean | undefined = undefined;
  reusedSocket: boolean | undefined = undefined;
  unanswered = false;
  readonly fresh: boolean;
  readonly #about: Circumstances;

  /** @param fresh all of it is to go over new connections */
  constructor(about: Circumstances, fresh: boolean) {
    this.#about = about;
    this.fresh = fresh;
  }

  get limits(): RequestLimits {
    return this.#about.limits;
  }

  get scope(): Scope {
    return this.#about.scope;
  }

  end(limit: 'queue' | 'idle'): void {
    this.#about.end(limit);
  }

  /** It is over. @param isKept somebody has got what may still be read of the response */
  stop(_isKept: boolean): void {}
}

keepShape(new Shipment({} as Circumstances, false));
