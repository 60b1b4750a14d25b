import { type Duration, milliseconds } from '../../../duration.js';
import type { Toxic } from '../toxic.js';

export interface ResetOptions {
  /** How long after the toxic came over the connection. Default 0: at once. */
  readonly after?: Duration | undefined;
}

export const reset: Toxic<ResetOptions, { readonly after: number }> = {
  summary: 'resets the connection (TCP RST), at once or after `after`',
  options: ['after'],
  read: ({ after = 0 }, where) => ({ after: milliseconds(after, `${where}: option 'after'`) }),
  begin(grip) {
    // Not by a timer, for a short reply would have passed by then.
    if (grip.settings.after === 0) grip.reset();
    else grip.later(() => grip.reset(), grip.settings.after);
  },
};
