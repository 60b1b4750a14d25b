import { oneLine } from '../basics/text.js';

/** Where a request goes, fit for messages: without credentials, query and fragment. */
export function addressOf({ baseURL, url }: { baseURL?: unknown; url?: unknown }): string {
  const path = typeof url === 'string' ? url : '';
  const base = typeof baseURL === 'string' && !/^([a-z][\w+.-]*:)?\/\//i.test(path) ? baseURL : '';
  const joined = base && path ? `${base.replace(/\/+$/, '')}/${path.replace(/^\/+/, '')}` : base || path;
  return oneLine(joined.replace(/[?#].*$/s, '').replace(/\/\/[^/]*@/, '//'));
}
