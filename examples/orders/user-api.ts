import { type Duration, path, perStatus, TimeoutError, urllib3 } from 'holdfast';
import { HttpError, RestClient } from 'holdfast/rest';

export interface User {
  readonly id: number;
  readonly name?: string;
  readonly email?: string;
}

/** What the callers of `UserApi` are told. What had happened is its `cause`. */
export class UserNotFound extends Error {
  readonly status = 404;

  constructor(why: string, options: ErrorOptions) {
    super(`User not found: ${why}`, options);
    this.name = 'UserNotFound';
  }
}

const DOWN = [502, 503, 504];

/** The way to the Users service. Make one and share it: its connections are kept for the next call. */
export class UserApi extends RestClient {
  /** Of each attempt. */
  override timeout = '10s';
  /** Five retries, at once and then after 2, 4, 8 and 16 s. A 500 is no passing thing here, and gets none. */
  override policy = perStatus(
    { 502: 5, 503: 5, 504: 5 },
    { maxTotal: 5, network: 5, maxRetries: 0, backoff: urllib3() },
  );

  /**
   * The user; only the id where nobody knows more.
   *
   * @throws UserNotFound if that could not be found out
   */
  async getUser(id: number, { timeout }: { timeout?: Duration } = {}): Promise<User> {
    try {
      const url = path`/users/${id}`;
      const { status, data } = await this.request<User>('GET', url, { timeout, accept: [404] });
      return status === 404 ? { id } : data;
    } catch (error) {
      throw new UserNotFound(reasonFor(error), { cause: error });
    }
  }
}

/** The time limit is told apart also after the last retry. */
function reasonFor(error: unknown): string {
  if (error instanceof TimeoutError) return 'User API timed out';
  if (error instanceof HttpError && !DOWN.includes(error.status)) return 'User API failed';
  return 'User service may be down';
}
