import { nearest } from '../basics/nearest.js';

/** What follows "unknown ... 'name'": the one that was meant, or all there are. */
export function suggest(name: string, known: readonly string[]): string {
  const meant = nearest(name, known);
  if (meant !== undefined) return `; did you mean '${meant}'?`;
  return known.length > 0 ? `; known are ${known.join(', ')}` : '; there are none';
}
