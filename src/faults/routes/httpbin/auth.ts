import { uniqueKey } from '../../../clock.js';
import type { Call, Reply, Route } from '../route.js';
import { credentialsOf, digestResponse, hash, isAlgorithm } from './digest.js';
import { json } from './seen.js';
import { replyOf } from './statuses.js';

function basic({ headers, params }: Call, otherwise: number): Reply {
  const { user, password } = params;
  const expected = Buffer.from(`${user}:${password}`).toString('base64');
  const isRight = headers.authorization?.replace(/^basic\s+/i, '') === expected;
  return isRight ? json({ authenticated: true, user }) : replyOf(otherwise);
}

function bearer({ headers }: Call): Reply {
  const token = /^Bearer (.+)$/.exec(headers.authorization ?? '')?.[1];
  if (token === undefined) return { status: 401, headers: { 'www-authenticate': 'Bearer' } };
  return json({ authenticated: true, token });
}

function challenge(algorithm: string, qops: string): Reply {
  const nonce = hash('MD5', uniqueKey());
  const opaque = hash('MD5', uniqueKey());
  const parts = `realm="httpbin", nonce="${nonce}", qop="${qops}", opaque="${opaque}", algorithm=${algorithm}`;
  return {
    status: 401,
    headers: { 'www-authenticate': `Digest ${parts}, stale=FALSE`, 'set-cookie': 'fake=fake_value; Path=/' },
  };
}

function digest(call: Call): Reply {
  const { qop = '', user = '', password = '', algorithm: asked = 'MD5' } = call.params;
  const algorithm = isAlgorithm(asked) ? asked : 'MD5';
  const qops = ['auth', 'auth-int'].includes(qop) ? qop : 'auth,auth-int';
  const given = credentialsOf(call.headers.authorization);
  const secret = { password, method: call.method, body: call.body };
  const isRight =
    given !== undefined &&
    given.username === user &&
    given.uri === call.target &&
    given.response === digestResponse(given, algorithm, secret);
  return isRight ? json({ authenticated: true, user }) : challenge(algorithm, qops);
}

export const auth: readonly Route[] = [
  {
    path: '/basic-auth/{user}/{password}',
    summary: 'asks for these by Basic authentication (401)',
    reply: (call) => basic(call, 401),
  },
  {
    path: '/hidden-basic-auth/{user}/{password}',
    summary: 'the same, but hides behind a 404',
    reply: (call) => basic(call, 404),
  },
  { path: '/bearer', summary: 'asks for a bearer token (401), and takes any', reply: bearer },
  {
    path: '/digest-auth/{qop}/{user}/{password}',
    summary: 'asks for these by Digest authentication (401)',
    reply: digest,
  },
  {
    path: '/digest-auth/{qop}/{user}/{password}/{algorithm}',
    summary: 'the same by MD5, SHA-256 or SHA-512',
    reply: digest,
  },
];
