/** How many letters have to be inserted, deleted or replaced to make `b` of `a` (Levenshtein 1965). */
function distance(a: string, b: string): number {
  let before = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const replaced = (before[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1);
      row.push(Math.min(replaced, (before[j] as number) + 1, (row[j - 1] as number) + 1));
    }
    before = row;
  }
  return before[b.length] as number;
}

/** The name that was meant by a misspelt one, if one of `known` is like it; case does not count. */
export function nearest(word: string, known: Iterable<string>): string | undefined {
  let best: string | undefined;
  let least = Math.max(2, Math.ceil(word.length / 3)) + 1;
  for (const name of known) {
    const difference = distance(word.toLowerCase(), name.toLowerCase());
    if (difference < least) [best, least] = [name, difference];
  }
  return best;
}

/** What follows "unknown ... 'name'": the one that was meant, or all there are. */
export function suggest(name: string, known: readonly string[]): string {
  const meant = nearest(name, known);
  if (meant !== undefined) return `; did you mean '${meant}'?`;
  return known.length > 0 ? `; known are ${known.join(', ')}` : '; there are none';
}

/** Shorter words are too near to others. */
const LONG_ENOUGH = 5;

/** And of those, with a letter less or another one: `react` is no slip of `redact`. */
const LONG = 7;

/**
 * The one of `known` that a slip of the finger makes `word` of: the case of its letters, or else two neighbours that are
 * exchanged, a letter that is typed twice, the `s` of a plural that is missing; in longer words any letter but the first
 * that is missing or replaced. Another letter than that before it makes a word of one's own: `timeoutMs`, `methods`.
 */
export function slipOf(word: string, known: Iterable<string>): string | undefined {
  const names = [...known];
  const written = word.toLowerCase();
  return (
    names.find((name) => name.toLowerCase() === written) ??
    names.find((name) => isSlip(written, name.toLowerCase()))
  );
}

function isSlip(a: string, b: string): boolean {
  if (b.length < LONG_ENOUGH) return false;
  let same = 0;
  while (same < a.length && a[same] === b[same]) same += 1;
  const [x, y] = [a.slice(same), b.slice(same)];
  const isExchanged = x[0] === y[1] && x[1] === y[0] && x.slice(2) === y.slice(2);
  const isDoubled = x.slice(1) === y && x[0] === a[same - 1];
  const isLess = x === y.slice(1);
  const isOther = a.length === b.length && x.slice(1) === y.slice(1);
  return (
    isExchanged || isDoubled || (isLess && y === 's') || (b.length >= LONG && same > 0 && (isLess || isOther))
  );
}
