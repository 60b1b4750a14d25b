/** What decorators must leave alone: the types of methods and classes. Checked by tsc in both dialects, never run. */
import type { AxiosResponse } from 'axios';
import {
  AbortOn,
  Accept,
  Backoff,
  BeforeRetry,
  constant,
  exponential,
  Idempotent,
  missing,
  type PolicyDecorator,
  Reauthenticate,
  Resilient,
  Retry,
  RetryOn,
  RetryPolicy,
  resilient,
  status,
  Timeout,
} from 'holdfast';
import { expectTypeOf } from 'vitest';
import { z } from 'zod';

interface Item {
  readonly id: string;
  readonly summary?: string;
}

declare const request: <T>(url: string) => Promise<AxiosResponse<T>>;

class Patient extends RetryPolicy {
  override maxRetries = 9;
}

// Every way to write each of them is itself a decorator of one type.
const decorators: PolicyDecorator[] = [
  Retry(),
  Retry({}),
  Retry({ maxRetries: Number.POSITIVE_INFINITY, maxDuration: '1m', backoff: exponential({ initial: '1s' }) }),
  Retry({ retryOn: status(429), abortOn: [status(404)], onExhausted: 'return', maxHint: 500 }),
  Retry({ beforeRetry: async (attempt) => void attempt.number }),
  Retry(Patient),
  Retry(new Patient({ maxRetries: 2 })),
  Retry((self: Api) => ({ maxRetries: self.patience })),
  Retry((self: Api) => (self.patience > 1 ? new Patient() : {})),
  RetryOn(status('5xx')),
  RetryOn(missing('summary'), { maxRetries: 5, backoff: constant(10) }),
  RetryOn((outcome, attempt) => outcome.status === 500 && attempt.number < 3),
  RetryOn(async (outcome) => outcome.status === 500),
  AbortOn(status(404)),
  Accept((outcome) => outcome.body !== ''),
  Accept(z.object({ id: z.string() })),
  Timeout(250),
  Timeout('1.5m'),
  Timeout({ attempt: '2s', total: 10_000, connect: '300ms', idle: '1h' }),
  Backoff(constant('1s')),
  Backoff((retry, previous = 0, random) => retry * previous * random()),
  BeforeRetry('logIn'),
  BeforeRetry(async ({ number, self, args }) => void [number, self, args]),
  Idempotent(),
  Idempotent({ header: 'X-Key', key: (attempt) => `order-${attempt.args[0]}` }),
];
void decorators;

@Retry()
@Timeout('1s')
@Resilient({ maxRetries: 1 })
class Api {
  readonly patience: number = 1;

  @Retry()
  async plain(id: string): Promise<Item> {
    return { id };
  }

  @Retry()
  inferred(id: string, ...more: number[]) {
    return request<Item>(`${id}/${more}`);
  }

  @Retry()
  async generic<T extends object, K extends keyof T = keyof T>(value: T, key: K): Promise<T[K]> {
    return value[key];
  }

  overloaded(id: string): Promise<Item>;
  overloaded(ids: string[]): Promise<Item[]>;
  @Retry()
  async overloaded(id: string | string[]): Promise<Item | Item[]> {
    return typeof id === 'string' ? { id } : [];
  }

  @Retry()
  async withThis(this: Api, id: string): Promise<string> {
    return `${this.patience}${id}`;
  }

  @Retry()
  async withNarrowThis(this: { patience: number }): Promise<number> {
    return this.patience;
  }

  @Retry()
  static async make(): Promise<Api> {
    return new Api();
  }

  @Retry()
  protected async hidden(): Promise<'hidden'> {
    return 'hidden';
  }

  @Retry()
  private async secret(): Promise<'secret'> {
    return 'secret';
  }

  @Retry()
  async [Symbol.for('run')](): Promise<void> {}

  @Retry()
  async 'not an identifier'(): Promise<1> {
    return 1;
  }

  @Retry()
  either(flag: boolean): Promise<string> | Promise<number> {
    return flag ? Promise.resolve('') : Promise.resolve(0);
  }

  @Retry()
  never(): Promise<never> {
    return Promise.reject(new Error());
  }

  @Retry({ maxRetries: 5 })
  @RetryOn(missing('summary'))
  @AbortOn(status(404))
  @Accept(z.object({ id: z.string() }))
  @Timeout({ attempt: '2s', total: '10s' })
  @Backoff(constant(1))
  @BeforeRetry('hidden')
  @Idempotent()
  async stacked<T>(value: T): Promise<AxiosResponse<T>> {
    return request<T>(String(value));
  }

  @Retry((self: Api) => ({ maxRetries: self.patience }))
  async chosen() {
    return [await this.hidden(), await this.secret()] as const;
  }
}

declare const api: Api;
expectTypeOf(api.plain).toEqualTypeOf<(id: string) => Promise<Item>>();
expectTypeOf(api.inferred).toEqualTypeOf<(id: string, ...more: number[]) => Promise<AxiosResponse<Item>>>();
expectTypeOf(api.generic({ a: 1, b: '' }, 'a')).toEqualTypeOf<Promise<number>>();
expectTypeOf(api.overloaded('7')).toEqualTypeOf<Promise<Item>>();
expectTypeOf(api.overloaded(['7'])).toEqualTypeOf<Promise<Item[]>>();
expectTypeOf(api.withThis).toEqualTypeOf<(this: Api, id: string) => Promise<string>>();
expectTypeOf(Api.make).toEqualTypeOf<() => Promise<Api>>();
expectTypeOf(api['not an identifier']).toEqualTypeOf<() => Promise<1>>();
expectTypeOf(api.either(true)).toEqualTypeOf<Promise<string> | Promise<number>>();
expectTypeOf(api.never()).toEqualTypeOf<Promise<never>>();
expectTypeOf(api.stacked(new Date())).toEqualTypeOf<Promise<AxiosResponse<Date>>>();
expectTypeOf(api.chosen()).toEqualTypeOf<Promise<readonly ['hidden', 'secret']>>();
// @ts-expect-error what the class keeps to itself stays there
void api.hidden;
// @ts-expect-error arguments are checked as before
void api.plain(7);
// @ts-expect-error and so is `this`
void api.withThis.call({}, '7');

@Retry(Patient)
abstract class Base<T> {
  abstract parse(text: string): T;

  @Timeout('1s')
  async get(url: string): Promise<T> {
    return this.parse(url);
  }
}

@Resilient(new Patient())
class Derived extends Base<number> {
  constructor(readonly base: number) {
    super();
  }
  override parse(text: string): number {
    return this.base + text.length;
  }
  @Retry()
  override async get(url: string): Promise<number> {
    return super.get(url);
  }
}

expectTypeOf(new Derived(1).get('')).toEqualTypeOf<Promise<number>>();
expectTypeOf<ConstructorParameters<typeof Derived>>().toEqualTypeOf<[base: number]>();
// @ts-expect-error an abstract class stays abstract
new Base<number>();

@Resilient()
@Accept(status('2xx'))
@RetryOn(status(429))
class Sealed {
  private constructor() {}
  @Retry()
  static async open(): Promise<Sealed> {
    return new Sealed();
  }
}
expectTypeOf(Sealed.open()).toEqualTypeOf<Promise<Sealed>>();

// A decorator kept in a constant, for methods of any type.
const careful = Retry({ maxRetries: 2 });
@careful
class Local {
  @careful
  async get(): Promise<number> {
    return 1;
  }
  @careful
  async find<T>(items: T[]): Promise<T | undefined> {
    return items[0];
  }
}
expectTypeOf(new Local().get()).toEqualTypeOf<Promise<number>>();
expectTypeOf(new Local().find(['a'])).toEqualTypeOf<Promise<string | undefined>>();

// The same things as plain functions.
expectTypeOf(resilient(Patient).wrap(api.plain)).toEqualTypeOf<
  (this: unknown, id: string) => Promise<Item>
>();

class Authenticated {
  @Reauthenticate({ with: 'logIn' })
  async byName<T>(value: T): Promise<T> {
    return value;
  }
  @Reauthenticate({ with: async (attempt) => attempt.self, on: status(403), maxAge: '6m' })
  async byFunction() {}
  // @ts-expect-error nothing to log in with
  @Reauthenticate({ on: status(403) })
  async without() {}
  // @ts-expect-error a number of minutes is not a duration
  @Reauthenticate({ with: 'logIn', maxAge: '6 minutes' })
  async long() {}
  async logIn() {}
}
expectTypeOf(new Authenticated().byName(7)).toEqualTypeOf<Promise<number>>();
Resilient({ reauthenticate: { with: 'logIn' } });
