/** Edits that turn one word into the other (Levenshtein). */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const swap = (row[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(swap, (row[j] as number) + 1, (next[j - 1] as number) + 1));
    }
    row = next;
  }
  return row[b.length] as number;
}

/** What follows "unknown ... 'name'": the likeliest of the known ones, or all of them. */
export function suggest(name: string, known: readonly string[]): string {
  if (known.length === 0) return '; there are none';
  const near = known
    .map((word) => ({ word, edits: word.includes(name) && name.length > 2 ? 1 : distance(name, word) }))
    .filter(({ edits }) => edits <= 2)
    .sort((a, b) => a.edits - b.edits)[0];
  return near ? `; did you mean '${near.word}'?` : `; known are ${known.join(', ')}`;
}
