import { demand } from './demand.js';

/** Of an address, its path below the base's; of a path, itself. Without query and fragment. */
export function pathBelow(baseURL: string, url: string): string {
  const bare = (text: string): string => text.replace(/[?#].*$/s, '');
  if (!/^[a-z][\w+.-]*:\/\//i.test(url)) return `/${bare(url).replace(/^\/+/, '')}`;
  const base = new URL(baseURL).pathname.replace(/\/+$/, '');
  const { pathname } = new URL(url);
  return pathname.startsWith(`${base}/`) ? pathname.slice(base.length) : pathname;
}

const segments = (path: string): string[] => path.split('/').filter((each) => each !== '');
const isParameter = (segment: string): boolean => /^\{.*\}$/.test(segment);

/** The template that a path fits, `/users/{id}`; of several, the one with the most words in it: `/users/me`. */
export function templateOf(path: string, templates: readonly string[]): string | undefined {
  const parts = segments(path);
  const literal = (template: string): number => segments(template).filter((s) => !isParameter(s)).length;
  return templates
    .filter((template) => {
      const wanted = segments(template);
      return wanted.length === parts.length && wanted.every((s, at) => isParameter(s) || s === parts[at]);
    })
    .sort((a, b) => literal(b) - literal(a))[0];
}

/** `policies` to `policy`, `users` to `user`, `addresses` to `address`; `status` stays. */
function singular(word: string): string {
  if (/ies$/.test(word)) return word.replace(/ies$/, 'y');
  if (/(ss|x|ch|sh)es$/.test(word)) return word.replace(/es$/, '');
  return /(ss|us|is)$/.test(word) ? word : word.replace(/s$/, '');
}

/**
 * The key under which many APIs put an entity, told from the path's template: `GET /users` has `users`, `GET /users/{id}`
 * and `POST /users` have `user`. To be used in `wrapperOf`.
 *
 * @throws ConfigError unless both are text
 * @example
 * inferWrapper('GET', '/users/{id}') // 'user'
 */
export function inferWrapper(method: string, path: string): string | undefined {
  for (const [name, value] of Object.entries({ method, path }))
    demand(typeof value === 'string', `inferWrapper: ${name}`, 'text', value);
  const parts = segments(path);
  const last = parts.at(-1);
  if (last === undefined) return undefined;
  if (isParameter(last)) {
    const collection = parts.at(-2);
    return collection === undefined || isParameter(collection) ? undefined : singular(collection);
  }
  return method.toUpperCase() === 'POST' ? singular(last) : last;
}
