import { type ReauthenticateOptions, reauthenticationOf } from '../policies/reauthenticate/reauthenticate.js';
import { decorator, demandCall } from './decorate.js';
import type { PolicyDecorator } from './types.js';

/**
 * Gets a new credential when the one that was sent is refused, and runs the method again with it: once, at once, for
 * every HTTP method, whatever `@Retry` says. One login serves all calls of the instance that wait for it, and a request
 * that was sent before the last login is sent again without another one. With `maxAge`, a credential that is older is
 * replaced before the call; if that fails, the call goes on with the one that is there.
 *
 * Defaults: `on: status(401)`, no `maxAge`. The age counts from the last login, at first from the first call.
 *
 * Errors: `AuthenticationError` if the answer is refused again, or if the login fails, then with its error as `cause`.
 *
 * @throws ConfigError when the class is defined, for unknown or impossible options; at the first call, if there is no
 * such method
 * @example
 * class TodoApi {
 *   @Reauthenticate({ with: 'logIn', maxAge: '6m' })
 *   getItem(id: string) { return this.http.get(`/items/${id}`, { headers: this.credentials }); }
 *   async logIn() { this.credentials = { authorization: await freshToken() }; }
 * }
 */
export function Reauthenticate(options: ReauthenticateOptions): PolicyDecorator;
export function Reauthenticate(options: ReauthenticateOptions, ...rest: unknown[]): PolicyDecorator {
  const by = '@Reauthenticate';
  demandCall(by, rest, "{ with: 'logIn' }");
  return decorator({ by, recipe: { reauthenticate: reauthenticationOf(options, by) } });
}
