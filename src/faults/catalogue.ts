import { refused } from './hamms/refused.js';
import { silent } from './hamms/silent.js';
import { status } from './hamms/status.js';
import { dummyserverFault } from './routes/dummyserver/fault.js';
import { httpbinFault } from './routes/httpbin/fault.js';

/**
 * Every fault by its name. The order is that of the ports beyond hamms' own: new ones go to the end, so that the others
 * keep theirs.
 *
 * @example
 * for (const { name, summary, params } of Object.values(FAULTS)) console.log(name, summary, params);
 */
export const FAULTS = {
  refused,
  silent,
  status,
  httpbin: httpbinFault,
  dummyserver: dummyserverFault,
} as const;

export type FaultName = keyof typeof FAULTS;
