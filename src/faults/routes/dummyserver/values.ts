import { given } from '../../given.js';
import { statusOf } from '../read.js';
import type { Call } from '../route.js';

/** A parameter of the query, or else of a form in the body. */
export const value = ({ url, body, headers }: Call, name: string): string | undefined =>
  given(url, headers, body).get(name) ?? undefined;

/** A status with or without its reason: `429 Too Many Requests`. */
export const statusValue = (call: Call, byDefault: string): number =>
  statusOf((value(call, 'status') ?? byDefault).split(' ')[0] as string);
