import type { Options } from './options.js';

/**
 * How chance spreads a computed delay `d`, so that clients which failed together do not come back together:
 * `'none'` is `d`, `'full'` is anywhere in [0, d), `'equal'` is anywhere in [d/2, d), and a fraction `f`
 * from 0 to 1 is anywhere in [d - f*d, d + f*d), but never above `max`.
 *
 * Full and equal jitter are those of the AWS Architecture Blog, "Exponential Backoff And Jitter" (2015).
 */
export type Jitter = 'none' | 'full' | 'equal' | number;

export function readJitter(options: Options<{ jitter?: Jitter | undefined }>, fallback: Jitter): Jitter {
  const value = options.get('jitter', fallback);
  if (value === 'none' || value === 'full' || value === 'equal') return value;
  if (typeof value === 'number' && value >= 0 && value <= 1) return value;
  throw options.refusal('jitter', "'none', 'full', 'equal' or a fraction from 0 to 1");
}

export function spread(delay: number, jitter: Jitter, random: () => number): number {
  if (jitter === 'none') return delay;
  if (jitter === 'full') return delay * random();
  if (jitter === 'equal') return delay / 2 + (delay / 2) * random();
  return delay * (1 + jitter * (2 * random() - 1));
}

export const describeJitter = (jitter: Jitter): string[] => {
  if (jitter === 'none') return [];
  return [typeof jitter === 'number' ? `${+(jitter * 100).toFixed(2)}% jitter` : `${jitter} jitter`];
};
