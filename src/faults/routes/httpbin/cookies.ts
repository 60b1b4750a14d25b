import type { Call, Reply, Route } from '../route.js';
import { to } from './redirects.js';
import { json } from './seen.js';

const back = (cookies: readonly string[]): Reply => to('/cookies', 302, { 'set-cookie': cookies });

function cookiesOf({ headers }: Call): Record<string, string> {
  const pairs = (headers.cookie ?? '').split(';').filter((pair) => pair.includes('='));
  return Object.fromEntries(
    pairs.map((pair) => {
      const [name = '', ...value] = pair.split('=');
      return [
        name.trim(),
        value
          .join('=')
          .trim()
          .replace(/^"(.*)"$/, '$1'),
      ];
    }),
  );
}

const GONE = 'Expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=0; Path=/';

export const cookies: readonly Route[] = [
  { path: '/cookies', summary: 'tells the cookies', reply: (call) => json({ cookies: cookiesOf(call) }) },
  {
    path: '/cookies/set',
    summary: 'sets the parameters of the query as cookies, and redirects to /cookies',
    reply: ({ url }) => back([...url.searchParams].map(([name, value]) => `${name}=${value}; Path=/`)),
  },
  {
    path: '/cookies/set/{name}/{value}',
    summary: 'sets one cookie, and redirects to /cookies',
    reply: ({ params }) => back([`${params.name}=${params.value}; Path=/`]),
  },
  {
    path: '/cookies/delete',
    summary: 'deletes the cookies that the query names, and redirects to /cookies',
    reply: ({ url }) => back([...url.searchParams.keys()].map((name) => `${name}=; ${GONE}`)),
  },
];
