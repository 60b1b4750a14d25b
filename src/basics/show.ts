import { isAsync, isLikeClass } from './functions.js';
import { nameIn } from './named.js';
import { isObject, read } from './objects.js';

/**
 * Without what an address says before its host. A password may hold just what makes the address wrong, such as `/` or a
 * blank, so nothing before the last `@` is sure to be none. An e-mail address has no `:` there, and stays.
 */
function withoutPassword(text: string): string {
  const end = text.lastIndexOf('@');
  if (end < 0) return text;
  // A `//` behind another `:` than that of the protocol is of the password.
  return text.slice(0, end).replace(/^([^:]*?:?\/\/).*|^.*:.*/s, '$1***') + text.slice(end);
}

const quoted = (text: string): string => JSON.stringify(text.length > 60 ? `${text.slice(0, 57)}...` : text);

/** Writes a value into an error message: short, on one line, telling `'3'` from `3`, and without the password of an address. */
export function show(value: unknown, depth = 0): string {
  if (typeof value === 'string') return quoted(withoutPassword(value));
  if (typeof value === 'function') return showFunction(value);
  if (typeof value === 'bigint') return `${value}n`;
  if (Array.isArray(value)) return showList(value, depth);
  if (isObject(value)) return `an object of type ${nameIn(read(value, 'constructor'), 'null')}`;
  return String(value);
}

function showFunction(value: object): string {
  const kind = `${isAsync(value) ? 'async ' : ''}${isLikeClass(value) ? 'class' : 'function'}`;
  const name = nameIn(value);
  return name ? `${kind} ${name}` : `a${isAsync(value) ? 'n' : ''} ${kind}`;
}

/** A list may contain itself. */
function showList(list: readonly unknown[], depth: number): string {
  if (depth > 2) return '[...]';
  const items = list.slice(0, 5).map((item) => show(item, depth + 1));
  return `[${items.join(', ')}${list.length > 5 ? ', ...' : ''}]`;
}
