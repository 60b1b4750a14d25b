import { isObject } from '../basics/objects.js';

/** Names of headers and parameters whose values are credentials. */
const SECRET =
  /auth(?!ors?$)|cookie|token|secret|pass(w|code|phrase)|pwd|session|signature|credential|jwt|(api|access|private)[-_]?key|(^|[-_.])(key|sig|sid|code|pass)$/i;

const isOneOf = (name: string, names: readonly string[]): boolean =>
  names.some((each) => each.toLowerCase() === name.toLowerCase());

/** Whether a header or parameter of this name is a credential; `more` are names that the user has added. */
export const isSecretName = (name: string, more: readonly string[] = []): boolean =>
  SECRET.test(name) || isOneOf(name, more);

/** The names that the user has added: the option `redact` of a request. */
export function addedNames({ config }: { readonly config?: unknown }): string[] {
  const { redact } = (config ?? {}) as { readonly redact?: unknown };
  return Array.isArray(redact) ? redact.filter((name) => typeof name === 'string') : [];
}

/** The values that a body has under these names, however deep: of JSON, of an object that becomes JSON, of a form. */
export function namedInBody(body: unknown, names: readonly string[]): string[] {
  const found: string[] = [];
  const visit = (name: string, value: unknown): unknown => {
    if (isOneOf(name, names) && (typeof value === 'string' || typeof value === 'number'))
      found.push(String(value));
    return value;
  };
  if (names.length === 0) return found;
  try {
    if (typeof body === 'string') JSON.parse(body, visit);
    else if (isObject(body) && !('pipe' in body)) JSON.stringify(body, visit);
  } catch {
    if (typeof body === 'string') for (const [name, value] of new URLSearchParams(body)) visit(name, value);
  }
  return found;
}
