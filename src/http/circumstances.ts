import type { InternalAxiosRequestConfig } from 'axios';
import { type AttemptScope, enclosing } from '../attempt.js';
import { now } from '../clock.js';
import { Scope } from '../scope.js';
import { addressOf } from '../telemetry/redact.js';
import type { Announcement } from './announce.js';
import { endings, limitsOf } from './limits.js';
import type { Terms } from './terms.js';
import type { RequestLimits } from './transport.js';

/** What the sendings of one request have in common. */
export interface Circumstances {
  readonly config: InternalAxiosRequestConfig;
  /** For messages. */
  readonly name: string;
  readonly scope: Scope;
  readonly ambient: Scope | undefined;
  readonly attempt: AttemptScope | undefined;
  readonly limits: RequestLimits;
  readonly terms: Terms | undefined;
  readonly announcement: Announcement | undefined;
  /** Milliseconds until the request is given up. */
  left(): number;
  /** Ends it because a limit is reached. */
  end(limit: 'queue' | 'idle' | 'attempt'): void;
}

/** What surrounds a request. Nothing of it has to be given back yet. */
export function circumstancesOf(
  config: InternalAxiosRequestConfig,
  terms: Terms | undefined,
  ambient: Scope | undefined,
): Circumstances {
  const attempt = enclosing(ambient);
  const scope = new Scope(ambient);
  const limits = limitsOf(config, terms?.timeouts, ambient);
  // For messages, which most requests can do without.
  const name = (): string => `${(config.method ?? 'get').toUpperCase()} ${addressOf(config)}`;
  // The reader of a stream may take longer.
  const until = config.responseType === 'stream' ? Infinity : now() + limits.attempt;
  return {
    config,
    get name() {
      return name();
    },
    scope,
    ambient,
    attempt,
    limits,
    terms,
    announcement: terms?.announce,
    left: () => Math.min(scope.remaining(), until - now()),
    end: (limit) => scope.abort(Object.assign(endings(name(), limits, attempt)[limit](), { config })),
  };
}
