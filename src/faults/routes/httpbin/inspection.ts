import { uniqueKey } from '../../../clock.js';
import type { Call, Reply, Route } from '../route.js';
import { headersOf, json, seen, seenBare } from './seen.js';

const told = async (call: Call): Promise<Reply> => json(await seen(call));

const anything = async (call: Call): Promise<Reply> => json({ ...(await seen(call)), method: call.method });

export const inspection: readonly Route[] = [
  { path: '/get', summary: 'tells the request', reply: (call) => json(seenBare(call)) },
  { path: '/post', methods: 'POST', summary: 'tells the request and its body', reply: told },
  { path: '/put', methods: 'PUT', summary: 'tells the request and its body', reply: told },
  { path: '/patch', methods: 'PATCH', summary: 'tells the request and its body', reply: told },
  { path: '/delete', methods: 'DELETE', summary: 'tells the request and its body', reply: told },
  { path: '/anything', methods: '*', summary: 'tells the request, whatever its method', reply: anything },
  {
    path: '/anything/{rest*}',
    methods: '*',
    summary: 'tells the request, whatever its method and path',
    reply: anything,
  },
  {
    path: '/headers',
    summary: "tells the request's headers",
    reply: (call) => json({ headers: headersOf(call) }),
  },
  { path: '/ip', summary: "tells the client's address", reply: ({ origin }) => json({ origin }) },
  {
    path: '/user-agent',
    summary: 'tells the User-Agent',
    reply: ({ headers }) => json({ 'user-agent': headers['user-agent'] ?? null }),
  },
  { path: '/uuid', summary: 'a UUID, another each time', reply: () => json({ uuid: uniqueKey() }) },
];
