import { pathNumber, queryNumber, statusOf } from '../read.js';
import { type Call, Refusal, type Route } from '../route.js';
import { json, seen } from './seen.js';

const LONGEST_DELAY = 10;
const MOST_DRIPS = 10 * 2 ** 20;

async function* drips(call: Call, count: number, pause: number): AsyncGenerator<string> {
  for (let n = 0; n < count; n++) {
    yield '*';
    await call.wait(pause);
  }
}

export const timing: readonly Route[] = [
  {
    path: '/delay/{seconds}',
    methods: 'GET POST PUT DELETE PATCH TRACE',
    summary: 'tells the request after so many seconds, 10 at most',
    async reply(call) {
      await call.wait(Math.min(pathNumber(call, 'seconds'), LONGEST_DELAY) * 1000);
      return json(await seen(call));
    },
  },
  {
    path: '/drip',
    summary: '`numbytes` bytes over `duration` seconds, after `delay` seconds, with status `code`',
    async reply(call) {
      const duration = queryNumber(call, 'duration', 2) * 1000;
      const count = Math.min(Math.trunc(queryNumber(call, 'numbytes', 10)), MOST_DRIPS);
      if (count <= 0) throw new Refusal(400, 'number of bytes must be positive');
      const status = statusOf(String(queryNumber(call, 'code', 200)));
      await call.wait(queryNumber(call, 'delay', 0) * 1000);
      const headers = { 'content-type': 'application/octet-stream', 'content-length': String(count) };
      return { status, headers, body: drips(call, count, duration / count) };
    },
  },
];
