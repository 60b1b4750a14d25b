export { explain } from './explain.js';
export type { Explanation } from './explanation.js';
export type {
  ExplainedDelay,
  ExplainedMethod,
  ExplainedSetting,
  ExplainedStrategy,
  ExplainedWorstCase,
} from './types.js';
