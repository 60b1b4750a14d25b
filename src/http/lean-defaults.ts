/** Where the defaults of an instance have headers for single methods. axios puts one there for each, and most stay empty. */
const OF_METHODS: ReadonlySet<string> = new Set([
  'delete',
  'get',
  'head',
  'options',
  'post',
  'put',
  'patch',
  'query',
]);

type Fields = Record<string, unknown>;

/**
 * The defaults of an instance for less: axios copies them at each request, however deep, to throw most of the copies
 * away. Their owner may change them between two requests.
 */
export class LeanDefaults {
  #lean: Fields = {};
  #size = -1;

  of(defaults: object): object {
    if (this.#hasChanged(defaults as Fields)) {
      this.#lean = { __proto__: null, ...defaults };
      this.#size = Object.keys(defaults).length;
    }
    this.#lean.headers = withoutEmpty((defaults as Fields).headers);
    return this.#lean;
  }

  #hasChanged(defaults: Fields): boolean {
    let size = 0;
    for (const name in defaults) {
      if (name !== 'headers' && defaults[name] !== this.#lean[name]) return true;
      size += 1;
    }
    return size !== this.#size || Object.getOwnPropertySymbols(defaults).length > 0;
  }
}

function withoutEmpty(headers: unknown): unknown {
  if (typeof headers !== 'object' || headers === null) return headers;
  const kept: Fields = Object.create(null);
  for (const name of Object.keys(headers)) {
    const value = (headers as Fields)[name];
    if (!OF_METHODS.has(name) || !isEmptyObject(value)) kept[name] = value;
  }
  return kept;
}

function isEmptyObject(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  for (const _ in value) return false;
  return true;
}
