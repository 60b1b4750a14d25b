import { type Call, Refusal } from './route.js';

/** The values of a query parameter, whatever the case of its name. */
const values = ({ url }: Call, name: string): string[] =>
  [...url.searchParams].filter(([key]) => key.toLowerCase() === name.toLowerCase()).map(([, value]) => value);

/** The last value of a query parameter. */
export const query = (call: Call, name: string): string | undefined => values(call, name).at(-1);

function numberFrom(text: string, name: string): number {
  const value = text.trim() === '' ? NaN : Number(text);
  if (Number.isFinite(value)) return value;
  throw new Refusal(400, `${name}: expected a number, got ${JSON.stringify(text)}`);
}

/** A number of the query. */
export function queryNumber(call: Call, name: string, byDefault: number): number {
  const text = query(call, name);
  return text === undefined ? byDefault : numberFrom(text, name);
}

/** A number of the path, of at least zero. */
export function pathNumber(call: Call, name: string): number {
  return Math.max(0, numberFrom(call.params[name] ?? '', name));
}

/** A whole number of the path. What is none names nothing that exists, as with the `<int:n>` of the originals. */
export function pathInteger(call: Call, name: string): number {
  const text = call.params[name] ?? '';
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw new Refusal(404, `${name}: expected a whole number, got ${JSON.stringify(text)}`);
}

/** A status that a reply can have. */
export function statusOf(text: string): number {
  if (/^[2-9]\d\d$/.test(text)) return Number(text);
  throw new Refusal(400, `expected a status from 200 to 999, got ${JSON.stringify(text)}`);
}

/** One value as it is, several as a list. */
export function flat(pairs: Iterable<readonly [string, unknown]>): Record<string, unknown> {
  const lists = new Map<string, unknown[]>();
  for (const [key, value] of pairs) lists.set(key, [...(lists.get(key) ?? []), value]);
  const entries = [...lists].map(([key, list]) => [key, list.length === 1 ? list[0] : list]);
  return Object.fromEntries(entries);
}
