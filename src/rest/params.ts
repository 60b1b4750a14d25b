import { show } from '../basics/show.js';
import { unexpected } from '../errors.js';

type Single = string | number | bigint | boolean | Date | null | undefined;

/** What a parameter of the query can be: one value, or a list. `null` and `undefined` are left out. */
export type ParamValue = Single | readonly Single[];

export type Params = Readonly<Record<string, ParamValue>>;

/**
 * Writes parameters as a query does. A list becomes one parameter for each of its values, under the same name; with
 * `brackets`, under a name that ends in `[]`.
 */
export function queryOf(params: Params, brackets: boolean, where: string): URLSearchParams {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(params)) {
    const isList = Array.isArray(value);
    const key = isList && brackets && !name.endsWith('[]') ? `${name}[]` : name;
    for (const each of (isList ? value : [value]) as readonly Single[]) {
      if (each === undefined || each === null) continue;
      query.append(key, written(each, `${where}: parameter ${show(name)}`));
    }
  }
  return query;
}

function written(value: unknown, where: string): string {
  if (value instanceof Date && !Number.isNaN(value.getTime())) return value.toISOString();
  if (typeof value === 'number' ? Number.isFinite(value) : /^(string|bigint|boolean)$/.test(typeof value))
    return String(value);
  throw unexpected(where, 'text, a number, true, false or a date', value);
}
