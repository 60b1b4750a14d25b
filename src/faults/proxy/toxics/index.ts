import type { Toxic } from '../toxic.js';
import { bandwidth } from './bandwidth.js';
import { latency } from './latency.js';
import { limit } from './limit.js';
import { reset } from './reset.js';
import { slicer } from './slicer.js';
import { slowClose } from './slow-close.js';
import { timeout } from './timeout.js';

/**
 * The toxics of `proxy()`, each by the name under which it is added.
 *
 * @example
 * for (const [name, { summary, options }] of Object.entries(TOXICS)) console.log(name, summary, options);
 */
export const TOXICS = {
  latency,
  timeout,
  reset,
  'slow-close': slowClose,
  bandwidth,
  slicer,
  limit,
} satisfies Record<string, Toxic>;

export type ToxicKind = keyof typeof TOXICS;
export type ToxicOptions<Kind extends ToxicKind> = Parameters<(typeof TOXICS)[Kind]['read']>[0];
