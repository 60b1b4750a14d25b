import { ConfigError, unexpected } from '../../errors.js';

/** What may stand in a path; everything else is a mistake. */
export type PathValue = string | number | bigint | boolean;

/**
 * A template tag for the path of a request, which takes each value as one segment (or a part of one), whatever is in it:
 * `/`, `?`, `#`, `%`, `@` and all that is not ASCII are encoded. Values for the query belong into `params`.
 *
 * What cannot be a segment is refused: nothing, the empty string, and `.` and `..`, which climb however they are encoded.
 *
 * @throws ConfigError naming the position of the value
 * @example
 * path`/users/${'a/b'}/items/${7}` // '/users/a%2Fb/items/7'
 */
export function path(strings: TemplateStringsArray, ...values: readonly PathValue[]): string {
  if (!Array.isArray(strings) || !('raw' in strings)) {
    throw new ConfigError(`path: expected to stand before a template, as in path\`/items/\${id}\``);
  }
  const where = (at: number): string => `path: value ${at + 1} of \`${strings.join('{}')}\``;
  return strings.reduce((head, tail, at) => head + segment(values[at - 1], () => where(at - 1)) + tail);
}

function segment(value: unknown, where: () => string): string {
  const text = textOf(value);
  // URL parsers resolve `%2e%2e` as they do `..`, so that no encoding helps.
  if (text === undefined || text === '' || text === '.' || text === '..') {
    throw unexpected(where(), 'something that can be a path segment', value);
  }
  try {
    return encodeURIComponent(text);
  } catch (cause) {
    throw new ConfigError(`${where()}: expected well-formed text, got half of a surrogate pair`, { cause });
  }
}

function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : undefined;
  return typeof value === 'bigint' || typeof value === 'boolean' ? String(value) : undefined;
}
