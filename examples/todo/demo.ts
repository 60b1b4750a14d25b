/**
 * An unreliable todo service, called without holdfast and with it. Run it by `npm run demo`; `npm run demo -- 2000`
 * makes 2,000 calls instead of 10,000.
 */
import { holdfastClient } from './demo/clients.js';
import { paintFor } from './demo/paint.js';
import { show } from './demo/show.js';

const calls = Number(process.argv[2] ?? 10_000);
if (!Number.isSafeInteger(calls) || calls < 1)
  throw new RangeError(`not a number of calls: ${process.argv[2]}`);

const out = process.stdout;
const paint = paintFor(out.isTTY, process.env.NO_COLOR);
process.exitCode = await show({ calls, seed: 1, decorated: holdfastClient, out, paint });
