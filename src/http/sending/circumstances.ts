import type { InternalAxiosRequestConfig } from 'axios';
import { type AttemptScope, enclosing } from '../../attempt.js';
import { now } from '../../clock.js';
import { Scope } from '../../scope.js';
import type { Announcement } from '../announce.js';
import { nameOf } from '../refusal.js';
import type { RequestLimits } from '../transport.js';
import { endings, limitsOf } from './limits.js';
import type { Terms } from './terms.js';

/** What surrounds a request, and what its sendings have in common. Nothing of it has to be given back yet. */
export class Circumstances {
  readonly config: InternalAxiosRequestConfig;
  readonly terms: Terms | undefined;
  readonly ambient: Scope | undefined;
  readonly attempt: AttemptScope | undefined;
  readonly limits: RequestLimits;
  readonly scope: Scope;
  readonly startedAt: number;

  constructor(
    config: InternalAxiosRequestConfig,
    terms: Terms | undefined,
    ambient: Scope | undefined,
    startedAt: number,
  ) {
    this.config = config;
    this.terms = terms;
    this.ambient = ambient;
    this.attempt = enclosing(ambient);
    this.limits = limitsOf(config, terms?.timeouts, ambient);
    this.scope = new Scope(ambient);
    this.startedAt = startedAt;
  }

  get announcement(): Announcement | undefined {
    return this.terms?.announce;
  }

  /** For messages, which most requests can do without. */
  get name(): string {
    return nameOf(this.config);
  }

  /** Milliseconds until the request is given up. */
  left(): number {
    // The reader of a stream may take longer.
    const until =
      this.config.responseType === 'stream' ? Infinity : this.startedAt + this.limits.attempt - now();
    return Math.min(this.scope.remaining(), until);
  }

  /** Ends it because a limit is reached. */
  end(limit: 'queue' | 'idle' | 'attempt'): void {
    const error = endings(this.name, this.limits, this.attempt)[limit]();
    this.scope.abort(Object.assign(error, { config: this.config }));
  }
}
