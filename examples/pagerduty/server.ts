import { type Answer, type Call, type Service, serve } from '../serve.js';

export interface PagerDuty extends Service {
  /** What the Events API was told, each alert once. */
  readonly alerts: ReadonlyMap<string, string>;
}

interface User {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly type: string;
  readonly self: string;
}

const WINDOW = 10_000;
const INCIDENTS = 12_000;
const RECORDS = ['created', 'acknowledged', 'resolved', 'deleted', 'restored'];

/** PagerDuty's REST and Events APIs, as far as the example goes, behind one address; more talkative about keys than it is. */
export async function startPagerDuty(key: string, routingKey: string): Promise<PagerDuty> {
  const users: User[] = [];
  const alerts = new Map<string, string>();
  const userAt = (id: number, values: object): User =>
    ({ type: 'user', ...values, id: `P${id}`, self: `${service.url}/users/P${id}` }) as User;

  function offsetPage(name: string, total: number, itemAt: (at: number) => unknown, { query }: Call): Answer {
    const [offset = 0, limit = 25] = ['offset', 'limit'].map(
      (each) => Number(query.get(each) ?? undefined) || 0,
    );
    if (offset + limit > WINDOW)
      return { status: 400, body: { error: { message: 'Offset + limit is too large' } } };
    const size = Math.max(0, Math.min(limit, total - offset));
    const items = Array.from({ length: size }, (_, i) => itemAt(offset + i));
    return { body: { [name]: items, offset, limit, more: offset + size < total, total } };
  }

  function rest(call: Call): Answer {
    if (call.headers.authorization !== `Token token=${key}`)
      return {
        status: 401,
        body: { error: { message: `Unauthorized: ${call.headers.authorization}`, code: 2006 } },
      };
    const { what, query } = call;
    const id = /\/users\/P(\d+)$/.exec(what)?.[1];
    const known = users[Number(id) - 1];
    if (what === 'GET /users') {
      const found = users.filter(({ name, email }) => `${name} ${email}`.includes(query.get('query') ?? ''));
      return offsetPage('users', found.length, (at) => found[at], call);
    }
    if (what === 'POST /users') {
      const user = userAt(users.length + 1, (call.body as { user: object }).user);
      users.push(user);
      return { status: 201, body: { user } };
    }
    if (known && what.startsWith('PUT')) {
      const user = userAt(Number(id), { ...known, ...(call.body as { user: object }).user });
      users[Number(id) - 1] = user;
      return { body: { user } };
    }
    if (known) return { body: { user: known } };
    if (what === 'GET /incidents')
      return offsetPage(
        'incidents',
        INCIDENTS,
        (at) => ({ id: `Q${at + 1}`, title: `incident ${at + 1}` }),
        call,
      );
    if (what === 'GET /audit/records') {
      const at = Number(query.get('cursor') ?? 0);
      const next = at + 2 < RECORDS.length ? String(at + 2) : null;
      return { body: { records: RECORDS.slice(at, at + 2), next_cursor: next } };
    }
    return { status: 404, body: { error: { message: 'Not Found', code: 2100 } } };
  }

  function events({ what, body }: Call): Answer {
    const event = body as { routing_key?: string; event_action?: string; dedup_key?: string };
    if (event.routing_key !== routingKey)
      return { status: 400, body: { status: `no such routing key: ${event.routing_key}` } };
    if (what === 'POST /v2/change/enqueue') return { status: 202, body: { status: 'success' } };
    const { dedup_key = `made-${alerts.size + 1}`, event_action = '' } = event;
    alerts.set(dedup_key, event_action);
    return { status: 202, body: { status: 'success', dedup_key } };
  }

  const service = await serve((call) => (call.what.startsWith('POST /v2/') ? events(call) : rest(call)));
  return Object.assign(service, { alerts });
}
