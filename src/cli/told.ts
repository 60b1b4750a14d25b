import { inspect } from 'node:util';
import { ConfigError } from '../errors.js';

/** What there is to say of an error: with its stack, unless what was typed is wrong, and no line of code. */
export const told = (error: unknown): string =>
  error instanceof ConfigError ? error.message : inspect(error);
