import type { Backoff } from './backoff.js';
import { exponential } from './exponential.js';

/** The backoff of whoever chooses none: full jitter, 100 ms, x2, at most 20 s. */
export const defaultBackoff: Backoff = exponential({ initial: 100, max: 20_000, jitter: 'full' });
