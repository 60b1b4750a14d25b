const methods: Readonly<Record<string, readonly string[]>> = {
  '/items': ['GET', 'POST'],
  '/items/:id': ['GET', 'DELETE'],
};

export interface Route {
  /** As in `'/items/:id'`. */
  readonly pattern: string;
  /** The methods that it answers to. */
  readonly allowed: readonly string[];
}

export function findRoute(path: string): Route | undefined {
  for (const [pattern, allowed] of Object.entries(methods)) {
    if (matches(pattern, path)) return { pattern, allowed };
  }
  return undefined;
}

/** In a string, a segment that begins with a colon stands for any one segment. */
export function matches(pattern: string | RegExp, path: string): boolean {
  if (typeof pattern !== 'string') return path.search(pattern) !== -1;
  const expected = pattern.split('/');
  const actual = path.split('/');
  return (
    expected.length === actual.length &&
    expected.every((segment, i) => segment === actual[i] || (segment.startsWith(':') && actual[i] !== ''))
  );
}
