import { statusOf } from '../read.js';
import { Refusal, type Route } from '../route.js';
import { html } from './plain.js';
import { statusValue, value } from './values.js';

/** A point in time in seconds since 1970, as an HTTP date. */
function httpDate(seconds: string): string {
  const date = new Date(Number(seconds) * 1000);
  if (Number.isNaN(date.getTime()))
    throw new Refusal(400, `date: expected seconds, got ${JSON.stringify(seconds)}`);
  return date.toUTCString();
}

export const redirects: readonly Route[] = [
  {
    path: '/multi_redirect',
    summary: 'a chain of redirects with the statuses of `redirect_codes`, such as 303,302,200',
    reply(call) {
      const [status = '', ...left] = (value(call, 'redirect_codes') ?? '200').split(',');
      if (left.length === 0) return html('Done redirecting', statusOf(status));
      return html('', statusOf(status), { location: `/multi_redirect?redirect_codes=${left.join(',')}` });
    },
  },
  {
    path: '/redirect',
    methods: 'GET POST PUT',
    summary: 'a redirect to `target`, with `status` (303 See Other)',
    reply: (call) => html('', statusValue(call, '303 See Other'), { location: value(call, 'target') ?? '/' }),
  },
  {
    path: '/redirect_after',
    summary: 'a redirect (303) to `target` with Retry-After: 1, or the `date` given in seconds since 1970',
    reply(call) {
      const date = value(call, 'date');
      const location = value(call, 'target') ?? '/';
      return html('', 303, { location, 'retry-after': date ? httpDate(date) : '1' });
    },
  },
];
