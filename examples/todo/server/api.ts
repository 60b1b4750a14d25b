import type { IncomingHttpHeaders } from 'node:http';
import { IdempotencyKeys } from './idempotency.js';
import { readNewItem } from './new-item.js';
import { type Reply, refusal } from './reply.js';
import type { Item, TodoStore } from './store.js';
import type { Recorder } from './truth.js';

export interface ApiRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface ApiParts {
  readonly store: TodoStore;
  /** The user of each token. */
  readonly tokens: ReadonlyMap<string, string>;
  readonly recorder: Recorder;
  /** What it takes to make an item, in time. */
  work(): Promise<void>;
}

/** The service as it is meant to be. Its faults are added around it. */
export class TodoApi {
  readonly #parts: ApiParts;
  readonly #keys: IdempotencyKeys;

  constructor(parts: ApiParts) {
    this.#parts = parts;
    this.#keys = new IdempotencyKeys(() => parts.recorder.replays++);
  }

  async answer(request: ApiRequest): Promise<Reply> {
    const [, token = ''] = /^Bearer (\S+)$/i.exec(request.headers.authorization ?? '') ?? [];
    const user = this.#parts.tokens.get(token);
    if (user === undefined) {
      return refusal(401, 'the token is missing or unknown', { 'www-authenticate': 'Bearer' });
    }

    if (request.method === 'POST') return this.#add(user, request);
    if (request.path === '/items') return this.#list(user);
    return this.#withItem(user, request);
  }

  #list(user: string): Reply {
    return { status: 200, body: this.#parts.store.list(user).map(({ id, summary }) => ({ id, summary })) };
  }

  #withItem(user: string, { method, path }: ApiRequest): Reply {
    const { store, recorder } = this.#parts;
    const id = path.slice('/items/'.length);
    const item = /^\d+$/.test(id) ? store.find(user, Number(id)) : 'missing';
    // Not a 404: that is what an item still out of sight looks like, and may be worth a second try.
    if (item === 'foreign') return refusal(403, 'not your item');
    if (item === 'lagging') recorder.fault('lag');
    if (typeof item === 'string') return refusal(404, 'no such item');
    if (method === 'GET') return { status: 200, body: item };
    store.remove(item.id);
    return { status: 204 };
  }

  async #add(user: string, { headers, body }: ApiRequest): Promise<Reply> {
    const header = headers['idempotency-key'];
    const key = typeof header === 'string' ? header : undefined;

    const add = async (): Promise<Reply> => {
      const { store, recorder, work } = this.#parts;
      const wanted = readNewItem(headers['content-type'], body);
      if ('status' in wanted) return wanted;
      await work();
      const item: Item = store.add(user, wanted);
      recorder.creation({ id: item.id, user, summary: item.summary, key });
      return { status: 201, headers: { location: `/items/${item.id}` }, body: item };
    };
    return key === undefined ? add() : this.#keys.once(user, key, body, add);
  }
}
