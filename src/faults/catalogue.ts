import { closeIgnored } from './connections/close-ignored.js';
import { continueStalled } from './connections/continue-stalled.js';
import { goaway } from './connections/goaway.js';
import { keepAliveClose } from './connections/keep-alive-close.js';
import { closeOnConnect } from './hamms/close-on-connect.js';
import { closeOnData } from './hamms/close-on-data.js';
import { counters } from './hamms/counters.js';
import { drip5s, drip30s } from './hamms/drips.js';
import { dropRequests } from './hamms/drop-requests.js';
import { garbageOnConnect } from './hamms/garbage-on-connect.js';
import { garbageOnData } from './hamms/garbage-on-data.js';
import { largeHeader } from './hamms/large-header.js';
import { longBody } from './hamms/long-body.js';
import { refused } from './hamms/refused.js';
import { silent } from './hamms/silent.js';
import { sleep } from './hamms/sleep.js';
import { stalledBody } from './hamms/stalled-body.js';
import { status } from './hamms/status.js';
import { truncatedBody } from './hamms/truncated-body.js';
import { unacceptable } from './hamms/unacceptable.js';
import { cutChunks } from './replies/cut-chunks.js';
import { droppedBytes } from './replies/dropped-bytes.js';
import { endlessChunks } from './replies/endless-chunks.js';
import { gzipBomb } from './replies/gzip-bomb.js';
import { gzipGarbage } from './replies/gzip-garbage.js';
import { noContentType } from './replies/no-content-type.js';
import { redirectElsewhere } from './replies/redirect-elsewhere.js';
import { redirectLoop } from './replies/redirect-loop.js';
import { slowHeader } from './replies/slow-header.js';
import { wrongContentType } from './replies/wrong-content-type.js';
import { dummyserverFault } from './routes/dummyserver/fault.js';
import { httpbinFault } from './routes/httpbin/fault.js';
import { eventual } from './services/eventual.js';
import { flapping } from './services/flapping.js';
import { missingField } from './services/missing-field.js';
import { rateLimit } from './services/rate-limit.js';
import { retryAfter } from './services/retry-after.js';
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
  // hamms', by the offset of their ports from 0 to 16
  refused,
  silent,
  'close-on-connect': closeOnConnect,
  'close-on-data': closeOnData,
  'garbage-on-connect': garbageOnConnect,
  'garbage-on-data': garbageOnData,
  'drip-5s': drip5s,
  'drip-30s': drip30s,
  sleep,
  status,
  'long-body': longBody,
  'large-header': largeHeader,
  counters,
  'drop-requests': dropRequests,
  unacceptable,
  'stalled-body': stalledBody,
  'truncated-body': truncatedBody,
  // replies that are wrong
  'no-content-type': noContentType,
  'wrong-content-type': wrongContentType,
  'dropped-bytes': droppedBytes,
  'slow-header': slowHeader,
  'endless-chunks': endlessChunks,
  'cut-chunks': cutChunks,
  'gzip-garbage': gzipGarbage,
  'gzip-bomb': gzipBomb,
  'redirect-loop': redirectLoop,
  'redirect-elsewhere': redirectElsewhere,
  // connections that end, or fail to
  'keep-alive-close': keepAliveClose,
  'close-ignored': closeIgnored,
  'continue-stalled': continueStalled,
  goaway,
  // services in poor health
  'retry-after': retryAfter,
  'missing-field': missingField,
  eventual,
  flapping,
  'rate-limit': rateLimit,
  // routes of the servers that other suites are written for
  httpbin: httpbinFault,
  dummyserver: dummyserverFault,
  // TLS
  'tls-good': tlsGood,
  'tls-expired': tlsExpired,
  'tls-wrong-host': tlsWrongHost,
  'tls-self-signed': tlsSelfSigned,
  'tls-old-version': tlsOldVersion,
  'tls-closed': tlsClosed,
  'tls-silent': tlsSilent,
} as const;

export type FaultName = keyof typeof FAULTS;
