/** What a server asks for, beside a model that knows each value because it wrote it. */
import { expect, test } from 'vitest';
import { serverHint } from '../../src/backoff/hint.js';
import fc, { character, same } from '../support/properties.js';

const NOW = Date.UTC(2026, 10, 21, 7, 28, 0);

/** A value of a header, and the milliseconds for which it asks; undefined where it asks for nothing. */
interface Value {
  readonly text: string;
  readonly ms: number | undefined;
}

const nothing: fc.Arbitrary<Value> = fc
  .constantFrom('', '0', '-5', '1.5', 'soon', '0x10', '1e3', 'Infinity', 'Sat, 21 Nov 2026 07:27:59 GMT')
  .map((text) => ({ text, ms: undefined }));
const count = fc.integer({ min: 1, max: 100_000 });
const padded = fc.constantFrom('', ' ', '\t');
const counted = (unit: number): fc.Arbitrary<Value> =>
  fc.tuple(count, padded).map(([n, pad]) => ({ text: `${pad}${n}${pad}`, ms: n * unit }));
const date = count.map((n) => ({ text: new Date(NOW + n * 1_000).toUTCString(), ms: n * 1_000 }));
const moment = fc.tuple(count, fc.boolean()).map(([n, inMs]): Value => {
  const at = NOW / 1_000 + n;
  return { text: String(inMs ? at * 1_000 : at), ms: n * 1_000 };
});
const quota = fc.tuple(count, count).map(([r, t]) => ({ text: `"day";r=${r};t=${t}`, ms: t * 1_000 }));

/** The header that is read first comes first. */
const ALWAYS: Readonly<Record<string, fc.Arbitrary<Value>>> = {
  'retry-after-ms': counted(1),
  'x-ms-retry-after-ms': counted(1),
  'x-amz-retry-after': counted(1),
  'retry-after': fc.oneof(counted(1_000), date),
};
const OVER_QUOTA: typeof ALWAYS = {
  ratelimit: quota,
  'ratelimit-reset': fc.oneof(counted(1_000), moment),
  'x-ratelimit-retry-after': fc.oneof(counted(1_000), moment),
  'x-ratelimit-reset': fc.oneof(counted(1_000), moment),
  'x-rate-limit-reset': fc.oneof(counted(1_000), moment),
};
const ORDER = Object.keys({ ...ALWAYS, ...OVER_QUOTA });

const sent = fc
  .tuple(
    ...Object.values({ ...ALWAYS, ...OVER_QUOTA }).map((value) =>
      fc.option(fc.oneof({ weight: 2, arbitrary: nothing }, value), { nil: undefined }),
    ),
  )
  .map((values) => new Map(ORDER.map((name, i) => [name, values[i]] as const)));
const advice = fc.constantFrom(undefined, 'true', 'false', 'maybe');
const remaining = fc.constantFrom(undefined, '0', '1', '');
const status = fc.constantFrom(undefined, 200, 403, 429, 500, 503);

test('the first header that asks for a wait is taken, resets only from a quota that is used up', () => {
  fc.assert(
    fc.property(sent, advice, remaining, status, (sent, advice, remaining, status) => {
      const headers: Record<string, string> = {};
      for (const [name, value] of sent) if (value !== undefined) headers[name] = value.text;
      if (advice !== undefined) headers['x-should-retry'] = advice;
      if (remaining !== undefined) headers['x-ratelimit-remaining'] = remaining;

      const isOverQuota = status === 429 || (status === 403 && remaining === '0');
      const readable = isOverQuota ? ORDER : Object.keys(ALWAYS);
      const source = readable.find((name) => sent.get(name)?.ms !== undefined);
      const retry = { true: true, false: false, maybe: undefined }[advice ?? 'maybe'];
      const hint = serverHint({ status, headers }, NOW);
      same(hint === undefined, source === undefined && retry === undefined);
      same(hint?.retry, retry);
      same(hint?.source, source);
      same(hint?.delay, source === undefined ? undefined : sent.get(source)?.ms);
    }),
  );
});

test('a date asks for the time until then, and less of it the later it is read', () => {
  const moments = fc.tuple(fc.integer({ min: 1, max: 1_000_000 }), fc.integer({ min: 1, max: 2_000_000 }));
  fc.assert(
    fc.property(moments, ([seconds, later]) => {
      const headers = { 'retry-after': new Date(NOW + seconds * 1_000).toUTCString() };
      const left = (seconds - later) * 1_000;
      const hint = serverHint({ status: 503, headers }, NOW + later * 1_000);
      same(hint?.delay, left > 0 ? left : undefined);
    }),
  );
});

test('no header whatever makes a delay that is not a finite number above 0, or throws', () => {
  const value = fc.oneof(
    fc.string({ unit: character }),
    fc.stringMatching(/^[0-9+.,eE-]{0,20}$/),
    fc.stringMatching(/^[a-z"]{1,3}(;[rt]=[0-9-]{0,3}){0,3},?$/),
  );
  const headers = fc.dictionary(fc.constantFrom(...ORDER, 'x-should-retry', 'x-ratelimit-remaining'), value);
  fc.assert(
    fc.property(headers, fc.constantFrom(undefined, 403, 429, 503), fc.integer(), (headers, status, now) => {
      const delay = serverHint({ status, headers }, now)?.delay;
      same(delay === undefined || (delay > 0 && delay < Infinity), true);
    }),
  );
});

test.each(['9', '"', ';', ';a', ',', ' ', '\\"', '";t=,', '"";a=1,', 'a;t'])(
  '60 kB of %o cost nothing',
  (piece) => {
    const started = process.cpuUsage();
    for (const name of ORDER) {
      for (const size of [60_000, 999])
        serverHint({ status: 429, headers: { [name]: piece.repeat(size).slice(0, size) } }, NOW);
    }
    // Of the processor, for a busy machine has none to spare.
    expect(process.cpuUsage(started).user / 1_000).toBeLessThan(1_000);
  },
);
