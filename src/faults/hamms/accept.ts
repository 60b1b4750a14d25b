/** An `Accept` header as hamms reads it. */
export interface Accept {
  /** The type that is wanted most; of equals, the first. */
  readonly best: string | undefined;
  /** Whether a type is covered, at whatever quality. */
  has(type: string): boolean;
}

const quality = (range: string): number => Number(/;\s*q=([\d.]+)/.exec(range)?.[1] ?? 1);

export function readAccept(header = ''): Accept {
  const ranges = header
    .split(',')
    .map((range) => ({ type: (range.split(';')[0] ?? '').trim().toLowerCase(), q: quality(range) }))
    .filter(({ type }) => type !== '');
  return {
    best: ranges.toSorted((a, b) => b.q - a.q)[0]?.type,
    has: (type) => ranges.some((range) => ['*/*', type.replace(/\/.*/, '/*'), type].includes(range.type)),
  };
}
