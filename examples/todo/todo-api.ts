/** How a client of an unreliable service can look: what each method does, and beside it what may go wrong. */
import {
  constant,
  exponential,
  type HoldfastClient,
  Idempotent,
  missing,
  Retry,
  RetryOn,
  RetryPolicy,
  result,
  rule,
  status,
  Timeout,
} from 'holdfast';
import type { Item, NewItem } from './server.js';

export type ItemLine = Pick<Item, 'id' | 'summary'>;

/** The careful default of `@Retry()`, made to fit this service. */
class TodoRetry extends RetryPolicy {
  override maxRetries = 6;
  override backoff = exponential({ initial: '50ms', max: '2s', jitter: 'full' });
  // Reads lag 250 ms behind writes. What is still not found after this is not there.
  override rules = [rule(status(404), { maxRetries: 4, backoff: constant('100ms') })];
}

const lackSummaries = (items: ItemLine[]): boolean => items.some(({ summary }) => summary === undefined);

const isDone = (status: number): boolean => status === 204 || status === 404;

@Retry(TodoRetry)
@Timeout({ attempt: '1s', total: '20s' })
export class TodoApi {
  readonly #http: HoldfastClient;
  readonly #headers: { authorization: string };

  constructor(http: HoldfastClient, token: string) {
    this.#http = http;
    this.#headers = { authorization: `Bearer ${token}` };
  }

  @RetryOn(result(lackSummaries))
  async listItems(): Promise<ItemLine[]> {
    const { data } = await this.#http.get<ItemLine[]>('/items', { headers: this.#headers });
    return data;
  }

  @RetryOn(missing('summary'))
  async getItem(id: number): Promise<Item> {
    const { data } = await this.#http.get<Item>(`/items/${id}`, { headers: this.#headers });
    return data;
  }

  @Idempotent()
  async addItem(item: NewItem): Promise<Item> {
    const { data } = await this.#http.post<Item>('/items', item, { headers: this.#headers });
    return data;
  }

  /** An item that is not there is deleted: the answer to an earlier attempt may have been lost. */
  @Retry(new TodoRetry({ onExhausted: 'return' }))
  async deleteItem(id: number): Promise<void> {
    await this.#http.delete(`/items/${id}`, { headers: this.#headers, validateStatus: isDone });
  }
}
