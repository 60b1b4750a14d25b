import { refused } from './hamms/refused.js';
import { silent } from './hamms/silent.js';
import { status } from './hamms/status.js';
import { dummyserverFault } from './routes/dummyserver/fault.js';
import { httpbinFault } from './routes/httpbin/fault.js';
import { tlsClosed } from './tls/closed.js';
import { tlsExpired } from './tls/expired.js';
import { tlsGood } from './tls/good.js';
import { tlsOldVersion } from './tls/old-version.js';
import { tlsSelfSigned } from './tls/self-signed.js';
import { tlsSilent } from './tls/silent.js';
import { tlsWrongHost } from './tls/wrong-host.js';

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
  'tls-good': tlsGood,
  'tls-expired': tlsExpired,
  'tls-wrong-host': tlsWrongHost,
  'tls-self-signed': tlsSelfSigned,
  'tls-old-version': tlsOldVersion,
  'tls-closed': tlsClosed,
  'tls-silent': tlsSilent,
} as const;

export type FaultName = keyof typeof FAULTS;
