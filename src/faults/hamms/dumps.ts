/** JSON as Python's `json.dumps` spaces it: hamms' bodies are its. */
export function dumps(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(dumps).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).map(([key, member]) => `${JSON.stringify(key)}: ${dumps(member)}`);
  return `{${members.join(', ')}}`;
}
