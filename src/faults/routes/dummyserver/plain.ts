import type { Headers, Reply } from '../route.js';

/** A reply as Quart makes it. */
export const html = (body: Reply['body'], status = 200, headers: Headers = {}): Reply => ({
  status,
  headers: { 'content-type': 'text/html; charset=utf-8', ...headers },
  ...(body !== undefined && { body }),
});
