import { isError } from '../basics/objects.js';
import { brand, HoldfastError } from '../errors.js';
import { causes } from '../failure.js';
import type { PageRequest } from './page.js';

/**
 * An API's pages do not come to an end as they should: a cursor that repeats, empty pages without end, a window that is
 * too small for what is in it, more pages than are allowed. The items before it have been delivered, and `resumeFrom`
 * tells where it stopped.
 *
 * @example
 * api.getItem(7).catch((error) => error instanceof PaginationError && error.resumeFrom);
 */
export class PaginationError extends HoldfastError {
  readonly code = 'ERR_HOLDFAST_PAGINATION';
  /** The page that was not delivered. Not enumerable, for a cursor may be secret. */
  declare readonly resumeFrom: PageRequest;

  constructor(message: string, resumeFrom: PageRequest, options?: ErrorOptions) {
    super(message, options);
    mark(this, resumeFrom);
  }
}
brand(PaginationError, 'PaginationError');

const mark = (error: object, value: PageRequest): boolean =>
  Reflect.defineProperty(error, 'resumeFrom', { value, configurable: true });

/** The error itself, so that its class still tells what happened, with the page on it; a wrapper if it takes nothing. */
export function stoppedAt(error: unknown, request: PageRequest, where: string): unknown {
  if (isError(error) && mark(error, request)) return error;
  return new PaginationError(`${where}: a page could not be fetched`, request, { cause: error });
}

/**
 * The page at which a walk through pages stopped with this error, to be given to the next walk as `resumeFrom`;
 * undefined for any other error.
 *
 * @example
 * api.getItem(7).catch((error) => resumeTokenOf(error));
 */
export function resumeTokenOf(error: unknown): PageRequest | undefined {
  for (const link of causes(error)) {
    if (isError(link) && Object.hasOwn(link, 'resumeFrom'))
      return (link as Error & { resumeFrom: PageRequest }).resumeFrom;
  }
  return undefined;
}
