import type { AttemptScope } from '../attempt.js';
import { show } from '../basics/show.js';
import { ConfigError, unexpected } from '../errors.js';
import { TOKEN } from '../headers.js';
import { checkKeys } from '../options.js';

/** What servers are told of the calls that their requests belong to. `true` takes the usual header. */
export interface AnnounceOptions {
  /**
   * The number of the attempt, on each of its requests: 1 on the first, 2 on the first retry. Nothing outside of
   * attempts. `true` for `X-Retry-Attempt`.
   */
  readonly attempt?: boolean | string | undefined;
  /**
   * The milliseconds until the client gives up waiting, as a whole number of at least 1: a time left and not a point in
   * time, for clocks differ. Nothing where there is no limit. `true` for `X-Request-Timeout-Ms`.
   */
  readonly deadline?: boolean | string | undefined;
}

/** The names of the headers. */
export interface Announcement {
  readonly attempt: string | undefined;
  readonly deadline: string | undefined;
}

/** Reads the option; undefined if nothing is to be told. `where` is for its errors. */
export function announcementOf(options: AnnounceOptions, where: string): Announcement | undefined {
  checkKeys(options, ['attempt', 'deadline'], where);
  const named = (name: keyof AnnounceOptions, usual: string): string | undefined => {
    const { [name]: value = false } = options;
    if (typeof value === 'boolean') return value ? usual : undefined;
    if (typeof value === 'string' && TOKEN.test(value)) return value;
    throw unexpected(`${where}: option '${name}'`, 'true, false or a header', value);
  };
  const [attempt, deadline] = [
    named('attempt', 'X-Retry-Attempt'),
    named('deadline', 'X-Request-Timeout-Ms'),
  ];
  if (attempt !== undefined && attempt.toLowerCase() === deadline?.toLowerCase()) {
    throw new ConfigError(`${where}: options 'attempt' and 'deadline' name one header, ${show(attempt)}`);
  }
  return attempt === undefined && deadline === undefined ? undefined : { attempt, deadline };
}

/** The headers of one request. `timeLeft` tells how long it has until it is given up, in milliseconds. */
export function announced(
  { attempt: number, deadline }: Announcement,
  attempt: AttemptScope | undefined,
  timeLeft: () => number,
): Record<string, string> {
  const headers: Record<string, string> = {};
  if (number !== undefined && attempt !== undefined) headers[number] = String(attempt.number);
  const left = deadline === undefined ? Infinity : timeLeft();
  // Servers tend to take 0 for no limit at all.
  if (deadline !== undefined && left < Infinity) headers[deadline] = String(Math.max(1, Math.floor(left)));
  return headers;
}
