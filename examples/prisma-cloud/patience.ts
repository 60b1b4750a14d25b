import {
  anyOf,
  constant,
  type Predicate,
  pcpi,
  perStatus,
  type RetryOptions,
  type RetryPolicy,
  status,
  thrown,
} from 'holdfast';

/** 20 retries in all: after 0, 1, 2, 4 s and so on, up to 32 s. A 425 is repeated at once, and uses up no delay. */
export const patience = (backoff: NonNullable<RetryOptions['backoff']> = pcpi()): RetryPolicy =>
  perStatus(
    { 425: { maxRetries: 20, backoff: constant(0) }, 429: 20, 500: 20, 502: 20, 503: 20, 504: 20 },
    { maxTotal: 20, network: { maxRetries: 4, backoff: constant('2s') }, maxRetries: 0, backoff },
  );

/** The same for logins, which wait already before the first retry. */
export const loginPatience = patience(pcpi({ login: true }));

/** There is no token yet: nothing was sent. */
export class NotLoggedIn extends Error {}

/** When a session has to get a new token. */
export const needsToken: Predicate = anyOf(status(401), thrown(NotLoggedIn));
