import { statusOf } from '../read.js';
import type { Call } from '../route.js';

/** A parameter of the query, or else of a form in the body. */
export function value({ url, body, headers }: Call, name: string): string | undefined {
  const given = url.searchParams.get(name);
  if (given !== null) return given;
  const isForm = headers['content-type']?.startsWith('application/x-www-form-urlencoded');
  return isForm ? (new URLSearchParams(body.toString()).get(name) ?? undefined) : undefined;
}

/** A status with or without its reason: `429 Too Many Requests`. */
export const statusValue = (call: Call, byDefault: string): number =>
  statusOf((value(call, 'status') ?? byDefault).split(' ')[0] as string);
