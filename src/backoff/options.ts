import { bare } from '../basics/bare.js';
import { milliseconds } from '../duration.js';
import { type ConfigError, unexpected } from '../errors.js';
import { checkKeys } from '../options.js';

/** The options of one backoff, read and checked one by one. Every error names its maker (`exponential`), option and value. */
export class Options<T extends object> {
  readonly maker: string;
  readonly #values: Readonly<Record<string, unknown>>;

  constructor(maker: string, values: T, known: readonly (keyof T & string)[]) {
    checkKeys(values, known, maker);
    this.maker = maker;
    this.#values = bare(values) as Record<string, unknown>;
  }

  get(name: keyof T & string, fallback?: unknown): unknown {
    const value = this.#values[name];
    return value === undefined ? fallback : value;
  }

  /** Milliseconds; without a fallback the option has to be there. */
  duration(name: keyof T & string, fallback?: number): number {
    return milliseconds(this.get(name, fallback), this.#where(name));
  }

  number(name: keyof T & string, least: number, fallback: number): number {
    const value = this.get(name, fallback);
    if (typeof value === 'number' && Number.isFinite(value) && value >= least) return value;
    throw this.refusal(name, `a number of at least ${least}`);
  }

  refusal(name: keyof T & string, expected: string): ConfigError {
    return unexpected(this.#where(name), expected, this.get(name));
  }

  #where(name: string): string {
    return `${this.maker}: option '${name}'`;
  }
}
