const UNITS = [
  ['h', 3_600_000],
  ['min', 60_000],
  ['s', 1_000],
] as const;

/** A duration for people: three digits are enough. `1.5 s`, `250 ms`, `no limit`. */
export function time(ms: number): string {
  if (ms === Infinity) return 'no limit';
  const [unit, size] = UNITS.find(([, size]) => ms >= size) ?? ['ms', 1];
  return `${+(ms / size).toPrecision(3)} ${unit}`;
}

/** `1 retry`, `2 retries`, `no limit of retries`. */
export function count(n: number, one: string, many = `${one}s`): string {
  if (n === Infinity) return `no limit of ${many}`;
  return `${n} ${n === 1 ? one : many}`;
}
