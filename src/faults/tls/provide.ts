import { ConfigError } from '../../errors.js';
import type { Fault } from '../fault.js';
import { type Certificates, makeCertificates } from './certificates.js';

export interface Provision {
  readonly certificates?: Certificates;
  /** Why there are none, though they are needed. */
  readonly missing?: ConfigError;
}

/** Makes the certificates of a server, if one of its faults needs them. */
export async function provide(faults: readonly Fault[], host: string): Promise<Provision> {
  if (!faults.some(({ needs }) => needs === 'certificates')) return {};
  try {
    return { certificates: await makeCertificates(host) };
  } catch (error) {
    if (error instanceof ConfigError) return { missing: error };
    throw error;
  }
}
