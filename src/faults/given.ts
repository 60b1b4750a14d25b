import type { IncomingHttpHeaders } from 'node:http';

/** The parameters of a request's query, and then those of a form in its body. */
export function given(url: URL, headers: IncomingHttpHeaders, body: Buffer): URLSearchParams {
  const isForm = headers['content-type']?.startsWith('application/x-www-form-urlencoded');
  return isForm ? new URLSearchParams(`${url.search}&${body}`) : url.searchParams;
}
