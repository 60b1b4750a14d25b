import { type Answer, type Call, type Service, serve } from '../serve.js';

export interface PrismaCloud extends AsyncDisposable {
  readonly cspm: Service;
  readonly cwp: Service;
  /** Ends every token of the one service. */
  revoke(service: 'cspm' | 'cwp'): void;
  /** How often something was asked for: `count('POST /login')`. */
  count(what: string): number;
  /** From now on, no password is right. */
  changePassword(): void;
}

const FOUND = 250;
const unauthorized: Answer = { status: 401, body: { message: 'unauthorized' } };

/** Prisma Cloud's two services, as far as the example goes: security posture (CSPM) and workloads (CWP). */
export async function startPrismaCloud(username: string, password: string): Promise<PrismaCloud> {
  const tokens = { cspm: new Set<string>(), cwp: new Set<string>() };
  let right = password;
  let issued = 0;
  const issue = (service: 'cspm' | 'cwp'): Answer => {
    issued += 1;
    const token = `${service}-token-${issued}`;
    tokens[service].add(token);
    return { body: { token } };
  };

  const cspm = await serve((call) => {
    const { what, headers } = call;
    if (what === 'POST /login') {
      const given = call.body as { username?: string; password?: string };
      return given.username === username && given.password === right ? issue('cspm') : unauthorized;
    }
    if (!tokens.cspm.has(String(headers['x-redlock-auth']))) return unauthorized;
    if (what === 'GET /auth_token/extend') return issue('cspm');
    if (what === 'POST /search/config') return { body: { data: page(0, call) } };
    if (what === 'POST /search/config/page')
      return { body: page(Number((call.body as { pageToken: string }).pageToken), call) };
    const id = /^GET \/asset\/(\d+)$/.exec(what)?.[1];
    if (id !== undefined) return { body: { id: Number(id) } };
    return what === 'GET /check' ? {} : { status: 404, body: {} };
  });
  const cwp = await serve(({ what, headers, body }) => {
    if (what === 'POST /api/v1/authenticate')
      return tokens.cspm.has((body as { token: string }).token) ? issue('cwp') : unauthorized;
    if (!tokens.cwp.has(String(headers.authorization).replace('Bearer ', ''))) return unauthorized;
    return what === 'GET /api/v1/defenders' ? { body: [{ hostname: 'harbour' }] } : { status: 404, body: {} };
  });
  return {
    cspm,
    cwp,
    revoke: (service) => tokens[service].clear(),
    count: (what) => [...cspm.calls, ...cwp.calls].filter((call) => call.what === what).length,
    changePassword: () => {
      right = `not ${password}`;
    },
    async [Symbol.asyncDispose]() {
      await cspm[Symbol.asyncDispose]();
      await cwp[Symbol.asyncDispose]();
    },
  };
}

function page(start: number, { body }: Call) {
  const { limit } = body as { limit: number };
  const end = Math.min(start + limit, FOUND);
  const items = Array.from({ length: end - start }, (_, i) => ({ id: `finding-${start + i + 1}` }));
  return { items, totalRows: FOUND, ...(end < FOUND && { nextPageToken: String(end) }) };
}
