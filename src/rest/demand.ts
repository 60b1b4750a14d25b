import { unexpected } from '../errors.js';

/** @throws ConfigError unless `holds` */
export function demand(holds: boolean, where: string, expected: string, value: unknown): void {
  if (!holds) throw unexpected(where, expected, value);
}

/** An object of names and values: no list, no `Map`, no `URLSearchParams`, whose values nobody would see. */
export const isRecord = (value: unknown): boolean =>
  Object.prototype.toString.call(value) === '[object Object]';

export const isTexts = (value: unknown): boolean =>
  Array.isArray(value) && value.every((each) => typeof each === 'string');

/** A credential may be anything, so what is there instead of a function is not shown. */
export const demandAuth = (value: unknown, where: string, expected: string): void =>
  demand(typeof value === 'function', `${where}: option 'auth'`, expected, typeof value);
