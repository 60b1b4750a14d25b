import { type HoldfastClient, path, Retry } from 'holdfast';
import type { Item } from '../server.js';
import { type Renewable, RetryOnAuthFailure, RetryOnEither, RetryOnServerError } from './retry-classes.js';

/** A client in the essay's manner: each method says by which class it is retried. */
export class Todo implements Renewable {
  readonly #http: HoldfastClient;
  readonly #renew: () => Promise<string>;
  #token = 'ended';

  constructor(http: HoldfastClient, renew: () => Promise<string>) {
    this.#http = http;
    this.#renew = renew;
  }

  async renewToken(): Promise<void> {
    this.#token = await this.#renew();
  }

  @Retry(RetryOnServerError)
  async getItem(id: number): Promise<Item> {
    return (await this.#http.get<Item>(path`/items/${id}`, this.#options)).data;
  }

  @Retry(RetryOnAuthFailure)
  async listItems(): Promise<Item[]> {
    return (await this.#http.get<Item[]>('/items', this.#options)).data;
  }

  @Retry(RetryOnEither)
  async deleteItem(id: number): Promise<void> {
    await this.#http.delete(path`/items/${id}`, this.#options);
  }

  get #options() {
    return { headers: { authorization: `Bearer ${this.#token}` } };
  }
}
