import { now } from '../../../clock.js';
import type { Route } from '../route.js';
import { html } from './plain.js';
import { statusValue } from './values.js';

/** What counts belongs to one server: another one begins anew. */
export function retries(): readonly Route[] {
  let lastTime = Number.NEGATIVE_INFINITY;
  const hits = new Map<string, number>();
  return [
    {
      path: '/retry_after',
      summary: '200; but `status` (429) with Retry-After: 1 within a second of the last 200',
      reply(call) {
        if (now() - lastTime < 1000) {
          return html('', statusValue(call, '429 Too Many Requests'), { 'retry-after': '1' });
        }
        lastTime = now();
        return html('');
      },
    },
    {
      path: '/status',
      summary: 'the status of `status` (200 OK)',
      reply: (call) => html('', statusValue(call, '200 OK')),
    },
    {
      path: '/successful_retry',
      methods: 'GET PUT',
      summary: '418 for the first request with that test-name header, then 200; 400 without one',
      reply({ headers }) {
        const name = headers['test-name'];
        if (typeof name !== 'string' || name === '') return html('test-name header not set', 400);
        hits.set(name, (hits.get(name) ?? 0) + 1);
        return hits.get(name) === 1 ? html('need to keep retrying!', 418) : html('Retry successful!');
      },
    },
  ];
}
