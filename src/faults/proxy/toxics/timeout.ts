import { type Duration, milliseconds } from '../../../duration.js';
import type { Grip, Toxic } from '../toxic.js';

export interface TimeoutOptions {
  /** Closes the connection this long after the toxic came over it. Default: never. */
  readonly after?: Duration | undefined;
}

async function hold(grip: Grip<unknown>): Promise<void> {
  while (!grip.lifted) await grip.wait();
}

/**
 * Like a cable that was pulled: the end of the stream does not get through either. Where Toxiproxy drops what came
 * meanwhile, this holds it and lets it go when the toxic is removed, as TCP does, which loses nothing within a stream.
 */
export const timeout: Toxic<TimeoutOptions, { readonly after: number }> = {
  summary: 'lets nothing through until it is removed; closes the connection after `after`, if given',
  options: ['after'],
  read: ({ after }, where) => ({
    after: after === undefined ? Infinity : milliseconds(after, `${where}: option 'after'`),
  }),
  begin(grip) {
    grip.later(() => grip.close(), grip.settings.after);
  },
  async pass(chunk, next, grip) {
    await hold(grip);
    await next(chunk);
  },
  end: hold,
};
