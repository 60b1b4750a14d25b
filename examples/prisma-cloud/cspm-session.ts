import { Idempotent, path, pcpi, Reauthenticate, Retry } from 'holdfast';
import {
  cursorPages,
  type PageRequest,
  type Pages,
  type Params,
  paginate,
  RestClient,
  type RestOptions,
} from 'holdfast/rest';
import { loginPatience, NotLoggedIn, needsToken, patience } from './patience.js';

export interface Account {
  readonly username: string;
  readonly password: string;
}

interface Found {
  readonly items: readonly { readonly id: string }[];
  readonly nextPageToken?: string;
}

const foundIn = (body: unknown): Found => (body as { data?: Found }).data ?? (body as Found);

/** Prisma Cloud's security posture. A token is extended after six minutes, and got anew when it is refused. */
@Reauthenticate({ on: needsToken, with: 'refresh', maxAge: '6m' })
export class CspmSession extends RestClient {
  #token: string | undefined;
  readonly #account: Account;

  constructor({ username, password, ...options }: Account & RestOptions) {
    super({ policy: patience(pcpi()), ...options });
    this.#account = { username, password };
  }

  /** Asked for at each attempt, so that a new token takes hold. */
  override auth = () => {
    if (this.#token === undefined) throw new NotLoggedIn('there is no token yet');
    return { 'x-redlock-auth': this.#token };
  };

  /** Done once for all calls that wait for it. */
  @Retry(loginPatience)
  @Idempotent({ header: false })
  async refresh(): Promise<void> {
    this.#token = (await this.#extended()) ?? (await this.#loggedIn());
  }

  /** A token that is good now, for a session that is built upon this one. */
  async freshToken(): Promise<string> {
    await this.get('/check');
    return this.#token as string;
  }

  async asset(id: number): Promise<{ id: number }> {
    return this.get(path`/asset/${id}`);
  }

  /** All that a query finds, page by page as it is needed; each page is retried by itself. */
  searchConfig(query: string, limit = 100): Pages<{ id: string }> {
    const strategy = cursorPages({ cursor: (body) => foundIn(body).nextPageToken, param: 'pageToken' });
    const fetchPage = ({ params }: PageRequest) => this.searchPage({ query, limit, ...params });
    return paginate(fetchPage, strategy, { items: (body) => foundIn(body).items });
  }

  /** A search changes nothing, although it is a POST. */
  @Idempotent({ header: false })
  protected async searchPage(body: Params): Promise<unknown> {
    return this.post(body.pageToken === undefined ? '/search/config' : '/search/config/page', body);
  }

  async #extended(): Promise<string | undefined> {
    if (this.#token === undefined) return undefined;
    const { status, data } = await this.request<{ token: string }>('GET', '/auth_token/extend', {
      accept: [401],
    });
    return status === 401 ? undefined : data.token;
  }

  async #loggedIn(): Promise<string> {
    const { token } = await this.post<{ token: string }>('/login', this.#account, { auth: false });
    return token;
  }
}
