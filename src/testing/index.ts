export { seededRandom } from '../seeded.js';
export type { AttemptEvent } from '../telemetry/attempts.js';
export { type InstantClock, useInstantClock } from './instant-clock.js';
export type { ClockOptions } from './options.js';
export { type AttemptRecording, recordAttempts } from './record-attempts.js';
export { useSeededRandom } from './seeded-random.js';
export { useVirtualClock, type VirtualClock } from './virtual-clock.js';
