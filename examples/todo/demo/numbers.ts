export const count = (value: number): string => value.toLocaleString('en-US');

export const ms = (value: number): string => (value < 1 ? '<1 ms' : `${count(Math.round(value))} ms`);

/** Rounded down, for one failure in a million is not 100 %. */
export const percent = (part: number, whole: number): string =>
  part === whole ? '100 %' : `${(Math.floor((part * 10_000) / whole) / 100).toFixed(2)} %`;

/** 99.9 % is 3 nines. Without any failure, no more can be said than the number of calls allows. */
export function nines(failures: number, calls: number): string {
  const least = Math.floor(Math.log10(calls / Math.max(failures, 1)) * 10) / 10;
  return `${failures === 0 ? '> ' : ''}${least.toFixed(1)}`;
}

export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
}
