// Both builds in one process, as when an application is ESM and one of its libraries is CommonJS: they must act as one.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import * as esm from 'holdfast';

const cjs = createRequire(import.meta.url)('holdfast');
assert.notEqual(esm.Retry, cjs.Retry, 'these are two copies');
assert.equal(esm.http, cjs.http, 'one shared client');

const keys = [];
let answers = 0;
let busy = 1;
const server = createServer((request, response) => {
  const { authorization } = request.headers;
  if (request.url === '/secret') return response.writeHead(authorization === 'new' ? 200 : 401).end();
  if (request.url === '/busy') return response.writeHead(busy-- > 0 ? 503 : 200).end();
  keys.push(request.headers['idempotency-key']);
  answers += 1;
  response.writeHead(503, { 'content-type': 'application/json' }).end('{}');
});
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const client = cjs.createClient({ baseURL: `http://127.0.0.1:${server.address().port}` });

try {
  // A request of one copy's client follows the attempt of the other's policy.
  const outer = esm.resilient({ maxRetries: 1, backoff: esm.constant(0), idempotent: true });
  const error = await outer.call(() => client.post('/items', {})).catch((e) => e);
  assert.equal(answers, 2, 'the policy of one copy reads the requests of the other');
  assert.ok(keys[0] && keys[0] === keys[1], 'one idempotency key for both attempts');
  assert.equal(cjs.attemptsOf(error).length, 2, 'the history is read by either');

  // What an inner policy has given up on is not begun anew by an outer default, whichever copy it is of.
  answers = 0;
  const inner = cjs.resilient({ maxRetries: 2, backoff: cjs.constant(0) });
  await outer.call(() => inner.call(() => client.get('/items'))).catch(() => {});
  assert.equal(answers, 3, 'retries do not multiply between copies');

  // Attempts, errors and policies are known to either.
  await esm.resilient({ timeout: '5s' }).call(() => assert.equal(cjs.currentAttempt()?.number, 1));
  const late = await cjs
    .resilient({ timeout: 1 })
    .call(() => new Promise(() => {}))
    .catch((e) => e);
  assert.ok(late instanceof esm.AttemptTimeoutError && esm.HoldfastError.is(late), 'errors are recognised');
  assert.ok(new cjs.RetryPolicy() instanceof esm.RetryPolicy, 'policies are recognised');
  class Twice extends cjs.RetryPolicy {
    maxRetries = 1;
    backoff = cjs.constant(0);
  }
  answers = 0;
  await esm
    .resilient(Twice)
    .call(() => client.get('/items'))
    .catch(() => {});
  assert.equal(answers, 2, "a policy class of one copy serves the other's engine");

  // A class guarded by one copy, and its subclass by the other, is guarded once.
  class Base {
    list() {
      return client.get('/items');
    }
  }
  cjs.Retry({ maxRetries: 1, backoff: cjs.constant(0) })(Base);
  class Sub extends Base {}
  esm.Retry({ maxRetries: 3, backoff: esm.constant(0) })(Sub);
  answers = 0;
  await new Sub().list().catch(() => {});
  assert.equal(answers, 4, "the subclass's policy counts, and nothing is multiplied");
  answers = 0;
  await new Base().list().catch(() => {});
  assert.equal(answers, 2, 'the base class keeps its own');

  // One login serves the calls of one object, whichever copy guards the method.
  class Session {
    token = 'old';
    logins = 0;
    async read() {
      return client.get('/secret', { headers: { authorization: this.token } });
    }
    async write() {
      return client.post('/secret', {}, { headers: { authorization: this.token } });
    }
    async logIn() {
      this.logins += 1;
      await new Promise((resolve) => setTimeout(resolve, 50));
      this.token = 'new';
    }
  }
  for (const [key, copy] of Object.entries({ read: esm, write: cjs })) {
    const descriptor = Object.getOwnPropertyDescriptor(Session.prototype, key);
    const guarded = copy.Reauthenticate({ with: 'logIn' })(Session.prototype, key, descriptor);
    Object.defineProperty(Session.prototype, key, guarded);
  }
  const session = new Session();
  await Promise.all([session.read(), session.write()]);
  assert.equal(session.logins, 1, 'one login for both copies');

  // A pause that a call of one copy began holds back requests by the client and the policy of the other.
  const polite = cjs.cooldown({ scope: 'host', initial: 200, jitter: 'none' });
  const before = performance.now();
  const first = esm
    .resilient({ backoff: polite })
    .call(() => esm.http.get(`${client.defaults.baseURL}/busy`));
  while (busy > 0) await new Promise((resolve) => setTimeout(resolve, 1));
  await new Promise((resolve) => setTimeout(resolve, 50));
  await esm.resilient({ backoff: polite }).call(() => client.get('/busy'));
  assert.ok(performance.now() - before > 190, 'one pause for both copies');
  await first;
  console.log('held fast');
} finally {
  await client.close();
  server.close();
}
