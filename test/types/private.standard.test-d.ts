/** `#private` methods, which only TC39 decorators can stand on. */
import { Resilient, Retry, Timeout } from 'holdfast';
import { expectTypeOf } from 'vitest';

@Resilient()
export class Api {
  @Retry()
  @Timeout('1s')
  async #generic<T>(value: T): Promise<T[]> {
    return [value];
  }

  @Retry()
  static async #make(this: typeof Api): Promise<Api> {
    return new Api();
  }

  // @ts-expect-error returns no promise
  @Retry()
  #sync(): number {
    return 1;
  }

  // @ts-expect-error a field
  @Retry()
  #field = 1;

  use(): void {
    expectTypeOf(this.#generic('a')).toEqualTypeOf<Promise<string[]>>();
    expectTypeOf(Api.#make()).toEqualTypeOf<Promise<Api>>();
    expectTypeOf(this.#sync()).toEqualTypeOf<number>();
    expectTypeOf(this.#field).toEqualTypeOf<number>();
  }
}
