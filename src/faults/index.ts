export { FAULTS, type FaultName } from './catalogue.js';
export {
  type Connection,
  defineFault,
  type Exchange,
  type Fault,
  type FaultContext,
  type Param as FaultParam,
  type Params as FaultParams,
  type Service as FaultService,
  type Values as FaultParamValues,
} from './fault.js';
export type { FaultServerOptions } from './options.js';
export type { Direction } from './proxy/connection.js';
export type { ToxicScope } from './proxy/entry.js';
export { type AddedToxic, type FaultProxy, type ProxyOptions, proxy } from './proxy/proxy.js';
export { TOXICS, type ToxicKind, type ToxicOptions } from './proxy/toxics/index.js';
export type { Upstream } from './proxy/upstream.js';
export type { FaultRequest } from './record.js';
export { type FaultServer, startFaultServer } from './server.js';
export type {
  Certificate as FaultCertificate,
  Certificates as FaultCertificates,
} from './tls/certificates.js';
