import { type Duration, milliseconds } from '../../../duration.js';
import type { Toxic } from '../toxic.js';

export interface SlowCloseOptions {
  /** How long the close is delayed. */
  readonly delay: Duration;
}

export const slowClose: Toxic<SlowCloseOptions, { readonly delay: number }> = {
  summary: 'passes all data, but the close of the connection only after `delay`',
  options: ['delay'],
  read: ({ delay }, where) => ({ delay: milliseconds(delay, `${where}: option 'delay'`) }),
  end: (grip) => grip.wait(grip.settings.delay),
};
