import { pathInteger, query } from '../read.js';
import { type Call, type Headers, Refusal, type Reply, type Route } from '../route.js';

export const to = (location: string, status = 302, headers: Headers = {}): Reply => ({
  status,
  headers: { location, 'content-type': 'text/html; charset=utf-8', ...headers },
  body: 'Redirecting...\n',
});

const absolute = ({ url }: Call, path: string): string => url.origin + path;

/** Where the n-th last of a chain leads. */
function next(call: Call, kind: 'relative' | 'absolute'): string {
  const n = pathInteger(call, 'n');
  if (n === 0) throw new Refusal(400, 'expected at least one redirect');
  const path = n === 1 ? '/get' : `/${kind}-redirect/${n - 1}`;
  return kind === 'absolute' ? absolute(call, path) : path;
}

export const redirects: readonly Route[] = [
  {
    path: '/redirect/{n}',
    summary: 'n redirects (302), then /get; with ?absolute=true to absolute URLs',
    reply(call) {
      const isAbsolute = query(call, 'absolute')?.toLowerCase() === 'true';
      return to(next(call, isAbsolute ? 'absolute' : 'relative'));
    },
  },
  {
    path: '/relative-redirect/{n}',
    summary: 'n redirects (302) to paths, then /get',
    reply: (call) => to(next(call, 'relative')),
  },
  {
    path: '/absolute-redirect/{n}',
    summary: 'n redirects (302) to absolute URLs, then /get',
    reply: (call) => to(next(call, 'absolute')),
  },
  {
    path: '/redirect-to',
    methods: 'GET POST PUT DELETE PATCH TRACE',
    summary: 'a redirect to `url`, with `status_code` if that is one of 300 to 399, else 302',
    reply(call) {
      const url = query(call, 'url');
      if (url === undefined) throw new Refusal(400, "expected a parameter 'url'");
      const status = query(call, 'status_code') ?? '';
      return to(url, /^3\d\d$/.test(status) ? Number(status) : 302);
    },
  },
];
