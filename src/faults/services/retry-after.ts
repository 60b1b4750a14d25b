import type { OutgoingHttpHeaders } from 'node:http';
import { wall } from '../../clock.js';
import { defineFault } from '../fault.js';
import { asctime, imfFixdate, rfc850 } from '../http-dates.js';
import { ITEM, replyJson } from '../reply.js';

/** A date of whole seconds, and not before the time that is meant. */
const at = (seconds: number): Date => new Date(Math.ceil(wall() / 1000 + seconds) * 1000);

const FORMS = {
  seconds: (seconds) => ({ 'Retry-After': seconds }),
  'imf-fixdate': (seconds) => ({ 'Retry-After': imfFixdate(at(seconds)) }),
  'rfc850-date': (seconds) => ({ 'Retry-After': rfc850(at(seconds)) }),
  'asctime-date': (seconds) => ({ 'Retry-After': asctime(at(seconds)) }),
  zero: () => ({ 'Retry-After': 0 }),
  negative: () => ({ 'Retry-After': -1 }),
  garbage: () => ({ 'Retry-After': 'soon' }),
  'past-date': () => ({ 'Retry-After': 'Sun, 06 Nov 1994 08:49:37 GMT' }),
  'far-future': () => ({ 'Retry-After': imfFixdate(at(365 * 24 * 3600)) }),
  'retry-after-ms': (seconds) => ({ 'retry-after-ms': seconds * 1000 }),
  'x-ms-retry-after-ms': (seconds) => ({ 'x-ms-retry-after-ms': seconds * 1000 }),
  'x-amz-retry-after': (seconds) => ({ 'x-amz-retry-after': seconds * 1000 }),
  none: () => ({}),
} satisfies Record<string, (seconds: number) => OutgoingHttpHeaders>;

export const retryAfter = defineFault({
  name: 'retry-after',
  summary: 'Answers `status` with a Retry-After of any `form`, `times` times per `key`, and then 200',
  params: {
    form: [
      'seconds',
      'imf-fixdate',
      'rfc850-date',
      'asctime-date',
      'zero',
      'negative',
      'garbage',
      'past-date',
      'far-future',
      'retry-after-ms',
      'x-ms-retry-after-ms',
      'x-amz-retry-after',
      'none',
    ],
    seconds: 1,
    status: 429,
    times: 1,
    key: 'default',
  },
  serve() {
    const refused = new Map<string, number>();
    return {
      http({ res, params: { form, seconds, status, times, key } }) {
        const before = refused.get(key) ?? 0;
        if (before >= times) return replyJson(res, 200, ITEM);
        refused.set(key, before + 1);
        return replyJson(res, status, { error: 'Try again later' }, FORMS[form](seconds));
      },
    };
  },
});
