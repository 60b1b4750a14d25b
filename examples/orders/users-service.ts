import { type Service, serve } from '../serve.js';

const USERS = new Map([
  [1, { id: 1, name: 'Ada', email: 'ada@example.com' }],
  [2, { id: 2, name: 'Bob', email: 'bob@example.com' }],
]);

/** The service with the users: GET /users/:id. */
export const startUsersService = (): Promise<Service> =>
  serve(({ what }) => {
    const user = USERS.get(Number(/^GET \/users\/(\d+)$/.exec(what)?.[1]));
    return user ? { body: user } : { status: 404, body: { detail: 'User not found' } };
  });
