export { attach } from './attach.js';
export { createClient, type HoldfastClient, http } from './client.js';
export type { ClientOptions, PoolOptions, TimeoutsOptions } from './options.js';
export type { ClientStats } from './stats.js';
