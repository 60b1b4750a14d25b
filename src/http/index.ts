export type { AnnounceOptions } from './announce.js';
export { attach } from './attach.js';
export { type PathValue, path } from './borders/path-template.js';
export { createClient, type HoldfastClient, http } from './client.js';
export { ConnectTimeoutError, CooldownError, IdleTimeoutError, QueueTimeoutError } from './errors.js';
export type { ClientOptions, PoolOptions, TimeoutsOptions } from './options.js';
export type { ClientStats } from './stats.js';
export type { Transport } from './transport.js';
