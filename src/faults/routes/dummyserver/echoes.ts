import type { Call, Reply, Route } from '../route.js';
import { html } from './plain.js';
import { value } from './values.js';

const ECHOED = 'GET POST PUT';

/** With a question mark in any case, as the original. */
const uri = ({ target }: Call): Reply => html(target.includes('?') ? target : `${target}?`);

function headersOf({ rawHeaders }: Call): Record<string, string> {
  const entries = rawHeaders.flatMap((name, at) => (at % 2 ? [] : [[name, rawHeaders[at + 1] as string]]));
  return Object.fromEntries(entries);
}

export const echoes: readonly Route[] = [
  { path: '/', summary: 'is there', reply: () => html('Dummy server!') },
  {
    path: '/specific_method',
    methods: ECHOED,
    summary: '200 if the request has the method `method`, else 400',
    reply(call) {
      const expected = value(call, 'method') ?? '';
      const isRight = call.method.toUpperCase() === expected.toUpperCase();
      return isRight ? html('') : html(`Wrong method: ${expected} != ${call.method}`, 400);
    },
  },
  {
    path: '/echo',
    methods: ECHOED,
    summary: 'the query of a GET, the body of another request',
    reply: ({ method, url, body }) => html(method === 'GET' ? url.search.slice(1) : body),
  },
  { path: '/echo_uri', summary: 'the path and the query', reply: uri },
  { path: '/echo_uri/{rest*}', summary: 'the path and the query', reply: uri },
  {
    path: '/headers',
    methods: 'GET POST',
    summary: 'the headers as JSON',
    reply: (call) => ({
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(headersOf(call)),
    }),
  },
];
