import { defineFault } from '../fault.js';
import { given } from '../given.js';
import { reply } from '../reply.js';
import { dumps } from './dumps.js';

type Answer = [status: number, body: object];

/** As Python's `int` reads it. */
const int = (text: string): number => (/^\s*[+-]?\d+\s*$/.test(text) ? Number(text) : NaN);

const refusal = (key: string): Answer => [
  400,
  { error: 'Please pass an integer number of tries', key, success: false },
];

function attempted(key: string, remaining: number): Answer {
  if (remaining <= 0) return [200, { key, tries_remaining: remaining, success: true }];
  const times = remaining === 1 ? 'time' : 'times';
  const error = `The server had an error. Try again ${remaining} more ${times}`;
  return [500, { error, tries_remaining: remaining, key, success: false }];
}

export const counters = defineFault({
  name: 'counters',
  summary: 'Answers 500 until a `key` has been tried `tries` times; /counters shows and sets them',
  hamms: 12,
  params: { key: 'default', tries: 3 },
  serve({ hamms }) {
    const left = new Map<string, number>();

    function answer(method: string | undefined, pathname: string, values: URLSearchParams): Answer {
      const isList = pathname === '/counters';
      if (isList && method === 'GET') return [200, { counters: Object.fromEntries(left), success: true }];
      const key = values.get('key') ?? 'default';
      const tries = int(values.get('tries') ?? '3');
      if (Number.isNaN(tries)) return refusal(key);
      const remaining = isList ? tries : (left.get(key) ?? tries) - 1;
      left.set(key, remaining);
      return isList ? [200, { key, tries_remaining: tries, success: true }] : attempted(key, remaining);
    }

    return {
      http({ req, res, url, body }) {
        if (hamms && !['/', '/counters'].includes(url.pathname)) return reply(res, 404, 'Not Found');
        const [status, answered] = answer(req.method, url.pathname, given(url, req.headers, body));
        return reply(res, status, dumps(answered), { 'Content-Type': 'application/json' });
      },
    };
  },
});
