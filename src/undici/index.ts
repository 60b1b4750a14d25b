export { type UndiciOptions, undici } from './undici.js';
