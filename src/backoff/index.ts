export type { Backoff } from './backoff.js';
export { constant } from './constant.js';
export {
  type Cooldown,
  type CooldownOptions,
  cooldown,
  cooldownOf,
  type Place,
} from './cooldown.js';
export { backoff } from './custom.js';
export { decorrelated } from './decorrelated.js';
export { defaultBackoff, type ExponentialOptions, exponential } from './exponential.js';
export { fibonacci } from './fibonacci.js';
export type { Gate } from './gate.js';
export type { Jitter } from './jitter.js';
export { type LinearOptions, linear } from './linear.js';
export { type PcpiOptions, pcpi } from './pcpi.js';
export { type PdpyrasOptions, pdpyras } from './pdpyras.js';
export { sequence } from './sequence.js';
export type { Growth, Shape } from './shape.js';
export { type Urllib3Options, urllib3 } from './urllib3.js';
