import type { TlsOptions } from 'node:tls';
import type { FaultContext, Service } from '../fault.js';
import { ITEM, replyJson } from '../reply.js';
import type { Certificates } from './certificates.js';

/** A server in good health, but for its certificate and options of TLS. */
export const healthy =
  (kind: Exclude<keyof Certificates, 'ca'>, options: TlsOptions = {}) =>
  ({ certificates }: FaultContext): Service => ({
    tls: { ...certificates[kind], ...options },
    http: ({ res }) => replyJson(res, 200, ITEM),
  });
