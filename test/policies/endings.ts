/** How attempts end, without a client: what axios would have thrown, and what fetch would have returned. */
import { type Outcome, returned, threw } from '../../src/outcome.js';

type Headers = Record<string, string>;

export const response = (status: number, headers: Headers = {}, method = 'GET') => ({
  status,
  headers,
  data: {},
  config: { method, url: 'http://a.example/items' },
});

/** The client threw, for the status. */
export const refused = (status: number, headers?: Headers, method?: string): Outcome =>
  threw(Object.assign(new Error(`status ${status}`), { response: response(status, headers, method) }));

/** The client returned the response, whatever the status. */
export const answered = (status: number, headers?: Headers, method?: string): Outcome =>
  returned(response(status, headers, method));

/** No response came. */
export const broken = (code: string, method?: string): Outcome =>
  threw(Object.assign(new Error(code), { code, config: { method, url: 'http://a.example/items' } }));

/** A method that fails. */
export const thrower = (error: unknown) => (): never => {
  throw error;
};
