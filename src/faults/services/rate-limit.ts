import { now } from '../../clock.js';
import { ConfigError } from '../../errors.js';
import { defineFault } from '../fault.js';
import { ITEM, replyJson } from '../reply.js';

/** Sums of fractions come out a little beside whole numbers. */
const GRAIN = 1e-6;
const seconds = (ms: number): number => Math.ceil(ms / 1000 - GRAIN);

/**
 * A token bucket of `limit` tokens that fills evenly in `window` ms. It tells what is left as draft 10 of
 * draft-ietf-httpapi-ratelimit-headers has it, in the older headers that most servers send, and in Retry-After.
 */
export const rateLimit = defineFault({
  name: 'rate-limit',
  summary: 'Answers 429 beyond `limit` requests in `window` ms: a token bucket that tells what is left',
  params: { limit: 5, window: 1000 },
  serve() {
    /** What has been taken, as the time that it takes to come back. */
    let debt = 0;
    let last = now();
    return {
      http({ res, params: { limit, window } }) {
        if (!(limit > 0 && window > 0))
          throw new ConfigError(`'limit' and 'window': expected more than 0, got ${limit} and ${window}`);
        const cost = window / limit;
        const time = now();
        debt = Math.max(0, debt - (time - last));
        last = time;
        const isAllowed = debt + cost <= window + GRAIN;
        if (isAllowed) debt += cost;
        const remaining = Math.floor((window - debt) / cost + GRAIN);
        const untilNext = seconds(debt + cost - window);
        const reset = remaining > 0 ? seconds(debt) : untilNext;
        const headers = {
          'RateLimit-Policy': `"default";q=${limit};w=${seconds(window)}`,
          RateLimit: `"default";r=${remaining};t=${reset}`,
          'X-RateLimit-Limit': limit,
          'X-RateLimit-Remaining': remaining,
          'X-RateLimit-Reset': reset,
        };
        if (isAllowed) replyJson(res, 200, ITEM, headers);
        else replyJson(res, 429, { error: 'Too Many Requests' }, { ...headers, 'Retry-After': untilNext });
      },
    };
  },
});
