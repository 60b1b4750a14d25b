import { readHeader } from '../headers.js';

/** What a server said about trying again. */
export type Hint = {
  /** What `x-should-retry` said. */
  readonly retry?: boolean | undefined;
} & (
  | {
      /** Milliseconds to wait, above 0 and as the server asked, however long: whoever waits sets the cap. */
      readonly delay: number;
      /** The header that asked for `delay`, in lower case. */
      readonly source: string;
    }
  | { readonly delay: undefined; readonly source: undefined }
);

/** The part of an `Outcome` that hints are read from. */
interface Hinting {
  readonly status?: number | undefined;
  readonly headers: unknown;
}

/** Milliseconds that a header's value asks to wait; NaN for what is not in its format. */
type Reader = (value: string, wallNow: number) => number;

/** No value of use is longer: a `RateLimit` of several policies. Longer ones are not looked at. */
const LONGEST_VALUE = 1_000;

/**
 * Digits only, for `Number` also reads '', '0x10', '1e309', '+1' and 'Infinity'. However many there are, it is a number;
 * what is too long to be exact is more than anybody waits.
 */
const wholeNumber = (text: string): number =>
  /^\d+$/.test(text) ? Math.min(Number(text), Number.MAX_SAFE_INTEGER) : NaN;

const seconds = (text: string): number => wholeNumber(text) * 1_000;

/** RFC 9110, section 10.2.3: whole seconds or an HTTP date. */
const retryAfter: Reader = (value, wallNow) => {
  const delay = seconds(value);
  return Number.isNaN(delay) ? httpDate(value, wallNow) - wallNow : delay;
};

const OLDEST_MOMENT = Date.UTC(2024, 0, 1);

/**
 * No standard tells a moment from a delay here; but what is a moment of our days would be a delay of
 * decades.
 */
const epochOrDelta: Reader = (value, wallNow) => {
  const number = wholeNumber(value);
  const moment = [number, number * 1_000].find((ms) => ms > OLDEST_MOMENT);
  return moment === undefined ? number * 1_000 : moment - wallNow;
};

const QUOTED = /"(?:[^"\\]|\\["\\])*"/g;
const POLICY = /^(?:"|[a-z*][\w:/.*-]*)((?:; *[a-z*][\w.*-]*(?:=[^;\s]+)?)*)$/i;

/**
 * draft-ietf-httpapi-ratelimit-headers: `"burst";r=0;t=5, "daily";r=90;t=3600`, and its draft 7, which is
 * still sent: `limit=100, remaining=0, reset=5`. A field that is malformed anywhere is ignored as a whole.
 */
const rateLimit: Reader = (value) => {
  const draft7 = /^limit=\d+, *remaining=\d+, *reset=(\d+)$/.exec(value)?.[1];
  if (draft7 !== undefined) return seconds(draft7);
  // A quoted name may hold the separators.
  const policies = value.replace(QUOTED, '"').split(',');
  const parameters = policies.map((policy) => POLICY.exec(policy.trim())?.[1]);
  if (parameters.includes(undefined)) return NaN;
  const resets = (parameters as string[]).map((text) => ({
    usedUp: /; *r=0(?:;|$)/.test(text),
    wait: seconds(/; *t=([^;]*)/.exec(text)?.[1] ?? ''),
  }));
  const known = resets.filter(({ wait }) => wait >= 0);
  const usedUp = known.filter((reset) => reset.usedUp);
  // Each policy that is used up has to reset; where none says so, the first reset may be the one that helps.
  return usedUp.length > 0
    ? Math.max(...usedUp.map(({ wait }) => wait))
    : Math.min(...known.map(({ wait }) => wait));
};

/** What asks a client to wait, whatever the status. The more exact comes first. */
const REQUESTS: readonly (readonly [name: string, read: Reader])[] = [
  ['retry-after-ms', wholeNumber], //       Azure, OpenAI, Anthropic
  ['x-ms-retry-after-ms', wholeNumber], //  Azure
  ['x-amz-retry-after', wholeNumber], //    AWS
  ['retry-after', retryAfter],
];

/**
 * What tells when a quota starts anew. Many servers send it with every response, so it means no wait by
 * itself.
 */
const RESETS: typeof REQUESTS = [
  ['ratelimit', rateLimit],
  ['ratelimit-reset', epochOrDelta],
  ['x-ratelimit-retry-after', epochOrDelta],
  ['x-ratelimit-reset', epochOrDelta],
  ['x-rate-limit-reset', epochOrDelta],
];

const REMAINING = ['ratelimit-remaining', 'x-ratelimit-remaining', 'x-rate-limit-remaining'];

/**
 * What the server asks for in the headers of a response that is about to be tried again. A header that says
 * 0, a past date or something unreadable counts as absent, and the next one is read.
 *
 * @param wallNow milliseconds since 1970
 */
export function serverHint({ status, headers }: Hinting, wallNow: number): Hint | undefined {
  const header = (name: string): string | undefined => {
    const value = readHeader(headers, name);
    return value === undefined || value.length > LONGEST_VALUE ? undefined : value.trim();
  };
  const asked = header('x-should-retry');
  const retry = asked === 'true' || asked === 'false' ? asked === 'true' : undefined;
  // GitHub says 403 for a quota that is used up.
  const overQuota = status === 429 || (status === 403 && REMAINING.some((name) => header(name) === '0'));
  for (const [source, read] of overQuota ? [...REQUESTS, ...RESETS] : REQUESTS) {
    const value = header(source);
    const delay = value === undefined ? NaN : read(value, wallNow);
    if (delay > 0 && delay < Infinity) return { retry, delay, source };
  }
  return retry === undefined ? undefined : { retry, delay: undefined, source: undefined };
}

/** IMF-fixdate, rfc850-date and asctime-date of RFC 9110, section 5.6.7. */
const HTTP_DATES = [
  /^[A-Z]\w\w, (?<day>\d\d) (?<month>\w{3}) (?<year>\d{4}) (?<time>[\d:]{8}) GMT$/,
  /^[A-Z]\w{2,5}day, (?<day>\d\d)-(?<month>\w{3})-(?<year>\d\d) (?<time>[\d:]{8}) GMT$/,
  /^[A-Z]\w\w (?<month>\w{3}) (?<day>\d\d| \d) (?<time>[\d:]{8}) (?<year>\d{4})$/,
];

function httpDate(text: string, wallNow: number): number {
  const parts = HTTP_DATES.map((format) => format.exec(text)?.groups).find((groups) => groups !== undefined);
  if (parts === undefined) return NaN;
  const { day, month, year, time } = parts as { day: string; month: string; year: string; time: string };
  const at = (year: string | number): number =>
    moment(`${day.replace(' ', '0')} ${month} ${year} ${time} GMT`);
  return year.length === 2 ? inCentury(Number(year), at, wallNow) : at(year);
}

/**
 * A moment as `toUTCString` writes it, but for the weekday, which is not checked. `Date.parse` reads much more than that,
 * and 31 February as 3 March.
 */
function moment(text: string): number {
  // A leap second, of which `Date` knows nothing.
  const last = text.replace(':60 ', ':59 ');
  const ms = Date.parse(last);
  if (!new Date(ms).toUTCString().endsWith(last)) return NaN;
  return last === text ? ms : ms + 1_000;
}

/** The latest moment in a year with these two digits that is at most 50 years from now. */
function inCentury(digits: number, at: (year: number) => number, wallNow: number): number {
  const limit = new Date(wallNow);
  limit.setUTCFullYear(limit.getUTCFullYear() + 50);
  const last = limit.getUTCFullYear();
  const year = last - ((last - digits) % 100);
  return at(at(year) > limit.getTime() ? year - 100 : year);
}
