import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const gc = runInNewContext('gc') as () => void;

/** Several times, for what a finaliser lets go of is garbage only then. */
export async function collect(): Promise<void> {
  for (let n = 0; n < 3; n += 1) {
    await new Promise((resolve) => setImmediate(resolve));
    gc();
  }
}

export const heapUsed = (): number => process.memoryUsage().heapUsed;
