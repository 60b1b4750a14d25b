/** The same client as it is often written: axios, keep-alive, a timeout. For comparison. */
import type { AxiosInstance } from 'axios';
import type { Item, NewItem } from './server.js';
import type { ItemLine } from './todo-api.js';

export class PlainTodoApi {
  readonly #http: AxiosInstance;
  readonly #headers: { authorization: string };

  constructor(http: AxiosInstance, token: string) {
    this.#http = http;
    this.#headers = { authorization: `Bearer ${token}` };
  }

  async listItems(): Promise<ItemLine[]> {
    const { data } = await this.#http.get<ItemLine[]>('/items', { headers: this.#headers });
    return data;
  }

  async getItem(id: number): Promise<Item> {
    const { data } = await this.#http.get<Item>(`/items/${id}`, { headers: this.#headers });
    return data;
  }

  async addItem(item: NewItem): Promise<Item> {
    const { data } = await this.#http.post<Item>('/items', item, { headers: this.#headers });
    return data;
  }

  async deleteItem(id: number): Promise<void> {
    await this.#http.delete(`/items/${id}`, { headers: this.#headers });
  }
}
