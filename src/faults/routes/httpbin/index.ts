import type { Route } from '../route.js';
import type { Routes } from '../router.js';
import { auth } from './auth.js';
import { bytes } from './bytes.js';
import { caching } from './caching.js';
import { cookies } from './cookies.js';
import { encodings } from './encodings.js';
import { headers } from './headers.js';
import { inspection } from './inspection.js';
import { pages } from './pages.js';
import { redirects } from './redirects.js';
import { statuses } from './statuses.js';
import { timing } from './timing.js';

const listOf = (listed: readonly Route[]): string =>
  listed.map(({ methods = 'GET', path, summary }) => `${methods} ${path}\n    ${summary}\n`).join('');

const routes: readonly Route[] = [
  ...inspection,
  ...statuses,
  ...timing,
  ...redirects,
  ...headers,
  ...bytes,
  ...encodings,
  ...auth,
  ...cookies,
  ...caching,
  ...pages,
  {
    path: '/',
    summary: 'lists these routes',
    reply: () => ({ headers: { 'content-type': 'text/plain; charset=utf-8' }, body: listOf(routes) }),
  },
];

/**
 * The routes of httpbin (postmanlabs/httpbin, httpbin/core.py), so that suites for HTTP clients can be pointed here.
 */
export const httpbin: Routes = {
  routes,
  headers: ({ headers: { origin = '*' } }) => ({
    'access-control-allow-origin': origin,
    'access-control-allow-credentials': 'true',
  }),
};
