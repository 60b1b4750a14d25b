import { whole } from '../amounts.js';
import type { Toxic } from '../toxic.js';

export interface LimitOptions {
  /** How many bytes pass, from when the toxic came over the connection. */
  readonly bytes: number;
}

export const limit: Toxic<LimitOptions, { readonly bytes: number }> = {
  summary: 'closes the connection once `bytes` have passed',
  options: ['bytes'],
  read: ({ bytes }, where) => ({ bytes: whole(bytes, `${where}: option 'bytes'`) }),
  async pass(chunk, next, grip) {
    const left = Math.max(0, grip.settings.bytes - grip.tally);
    const bytes = chunk.bytes.subarray(0, left);
    grip.tally += bytes.length;
    if (bytes.length > 0) await next({ ...chunk, bytes });
    if (grip.tally >= grip.settings.bytes) grip.close();
  },
};
