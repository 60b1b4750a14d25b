import { isObject } from '../../basics/objects.js';

/** As Python writes text by default: in ASCII. */
const ascii = (value: unknown): string =>
  JSON.stringify(value).replaceAll(
    /[\u0080-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

/** JSON as Python's `json.dumps` spaces it: hamms' bodies are its. */
export function dumps(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(dumps).join(', ')}]`;
  if (!isObject(value)) return ascii(value);
  const members = Object.entries(value).map(([key, member]) => `${ascii(key)}: ${dumps(member)}`);
  return `{${members.join(', ')}}`;
}
