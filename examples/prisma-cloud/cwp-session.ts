import { Idempotent, Reauthenticate, Retry } from 'holdfast';
import { RestClient, type RestOptions } from 'holdfast/rest';
import type { CspmSession } from './cspm-session.js';
import { loginPatience, NotLoggedIn, needsToken, patience } from './patience.js';

/** Prisma Cloud's workloads. Its token is got by that of another session, which logs in for it if need be. */
@Reauthenticate({ on: needsToken, with: 'logIn' })
export class CwpSession extends RestClient {
  #token: string | undefined;
  readonly #cspm: CspmSession;

  constructor(cspm: CspmSession, options: RestOptions) {
    super({ policy: patience(), ...options });
    this.#cspm = cspm;
  }

  override auth = () => {
    if (this.#token === undefined) throw new NotLoggedIn('there is no token yet');
    return { authorization: `Bearer ${this.#token}` };
  };

  @Retry(loginPatience)
  @Idempotent({ header: false })
  async logIn(): Promise<void> {
    const token = await this.#cspm.freshToken();
    const answer = await this.post<{ token: string }>('/api/v1/authenticate', { token }, { auth: false });
    this.#token = answer.token;
  }

  async defenders(): Promise<{ hostname: string }[]> {
    return this.get('/api/v1/defenders');
  }
}
