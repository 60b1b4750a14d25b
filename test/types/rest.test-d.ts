import { Retry } from 'holdfast';
import { bearer, cursorPages, type Pages, paginate, RestClient } from 'holdfast/rest';
import { expectTypeOf, test } from 'vitest';

interface User {
  readonly name: string;
}

class Api extends RestClient {
  override get baseURL() {
    return 'https://api.example.com';
  }
  override async auth() {
    return { authorization: 'x' };
  }
  @Retry()
  user(id: string) {
    return this.get<User>(`/users/${id}`);
  }
}

test('what comes back has the type that was asked for, and no other by itself', () => {
  const check = (api: Api) => {
    expectTypeOf(api.user('7')).toEqualTypeOf<Promise<User>>();
    expectTypeOf(api.get('/users')).toEqualTypeOf<Promise<unknown>>();
    expectTypeOf(api.iterate<User>('/users')).toEqualTypeOf<Pages<User>>();
    expectTypeOf(api.find<User>('/users', 'x')).toEqualTypeOf<Promise<User | undefined>>();
    expectTypeOf(paginate(async () => [], cursorPages(), { items: () => [1] })).toEqualTypeOf<
      Pages<number>
    >();
    // @ts-expect-error a limit there has to be
    void api.list('/users', {});
    // @ts-expect-error it is called headers
    void api.get('/users', { header: {} });
    // @ts-expect-error a credential is text
    bearer(7);
  };
  expectTypeOf(check).toBeFunction();
});
