import { suggest } from '../basics/nearest.js';
import { ConfigError, unexpected } from '../errors.js';
import type { Param, Params, Values } from './fault.js';

const isChoice = (param: Param): param is readonly [string, ...string[]] => Array.isArray(param);

const defaultOf = (param: Param): unknown => (isChoice(param) ? param[0] : param);

function expected(param: Param): string {
  return isChoice(param) ? `one of ${param.map((choice) => `'${choice}'`).join(', ')}` : `a ${typeof param}`;
}

function accepts(param: Param, value: unknown): boolean {
  if (isChoice(param)) return param.includes(value as string);
  return typeof value === typeof param && !Number.isNaN(value);
}

/** The parameters as a query, '' for none. */
export function toQuery(params: Params, given: object, where: string): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(given)) {
    if (value === undefined) continue;
    const param = Object.hasOwn(params, name) ? params[name] : undefined;
    if (param === undefined) {
      throw new ConfigError(`${where}: unknown parameter '${name}'${suggest(name, Object.keys(params))}`);
    }
    if (!accepts(param, value)) {
      throw unexpected(`${where}: parameter '${name}'`, expected(param), value);
    }
    query.set(name, String(value));
  }
  return query.size > 0 ? `?${query}` : '';
}

function parse(param: Param, text: string): unknown {
  if (typeof param === 'number') return text.trim() === '' ? NaN : Number(text);
  if (typeof param === 'boolean') return ['true', 'false'].includes(text) ? text === 'true' : undefined;
  return text;
}

/** Reads the parameters of one request. What else the query holds belongs to the client. */
export function fromQuery<P extends Params>(params: P, query: URLSearchParams): Values<P> {
  const values: Record<string, unknown> = { __proto__: null };
  for (const [name, param] of Object.entries(params)) {
    const text = query.get(name);
    const value = text === null ? defaultOf(param) : parse(param, text);
    if (!accepts(param, value)) {
      throw unexpected(`parameter '${name}'`, expected(param), text);
    }
    values[name] = value;
  }
  return values as Values<P>;
}
