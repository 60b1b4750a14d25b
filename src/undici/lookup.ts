import type { LookupAddress } from 'node:dns';
import type { LookupFunction } from 'node:net';

type Answer = string | LookupAddress | readonly (string | LookupAddress)[];
type Theirs = (hostname: string, options: object, callback: (...answer: unknown[]) => void) => unknown;

/**
 * A look-up as Node wants it, of any that axios takes: with a callback or as a promise, with one address or a list, with
 * a family beside it or within.
 */
export function normalised(lookup: LookupFunction): LookupFunction {
  return (hostname, options, callback) => {
    const done = (error: unknown, answer?: unknown, family?: unknown): void => {
      const addresses = error ? [] : addressesOf(answer, family);
      const [first] = addresses;
      if (error) callback(error as NodeJS.ErrnoException, '');
      else if (first === undefined) callback(new TypeError(`lookup gave no address for ${hostname}`), '');
      else if (options.all) callback(null, addresses);
      else callback(null, first.address, first.family);
    };
    try {
      const promised = (lookup as Theirs)(hostname, options, done);
      if (promised instanceof Promise) {
        promised.then((answer) => (isPair(answer) ? done(null, ...answer) : done(null, answer)), done);
      }
    } catch (error) {
      done(error);
    }
  };
}

/** axios takes `[address, family]` for the arguments of the callback. */
const isPair = (answer: unknown): answer is [unknown, number] =>
  Array.isArray(answer) && (answer.length === 1 || typeof answer[1] === 'number');

function addressesOf(answer: unknown, family: unknown): LookupAddress[] {
  return [answer as Answer].flat().flatMap((each) => {
    const { address, family: own = family } =
      typeof each === 'string' ? { address: each } : ((each ?? {}) as Partial<LookupAddress>);
    if (typeof address !== 'string') return [];
    const guessed = address.includes(':') ? 6 : 4;
    return [{ address, family: typeof own === 'number' && own > 0 ? own : guessed }];
  });
}
