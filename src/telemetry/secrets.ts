import { isObject, read, tried } from '../basics/objects.js';
import { entries } from '../headers.js';
import { isSecretName, namedInBody } from './secret-names.js';

/** Shorter ones would blank out half of every message. */
const SHORTEST_SECRET = 4;
const isLong = (secret: string): boolean => secret.length >= SHORTEST_SECRET;
export const BLANK = '***';

/** The credentials that an error, its request or its response carries. */
export function secretsOf(carrier: Record<PropertyKey, unknown>, more: readonly string[]): string[] {
  const { config, response, options } = carrier;
  const places = [carrier, config, options, response, read(response, 'config')];
  return places
    .filter(isObject)
    .flatMap(({ headers, params, auth, proxy, url, baseURL, data, code, input, base }) => [
      ...named(headers, more).flatMap((value) => [value, ...withinHeader(value)]),
      ...named(params, more),
      ...[auth, read(proxy, 'auth')].flatMap(login),
      ...[url, baseURL, input, base].flatMap((address) => inAddress(address, more, code)),
      ...namedInBody(data, more),
    ]);
}

/** Up to the first `=`, for a value may end with one. Begun where a word begins, so that no part is looked at twice. */
const NAME = /(?<!\S)[^\s="]+=/;
const AROUND_VALUE = /^[\s",]+|(?<![\s",])[\s",]+$/g;
/** What a Digest tells besides; to blank it out would cost messages words such as `auth`, and addresses. */
const IN_DIGEST = /\b(realm|uri|qop)=("[^"]*"|[^\s",]*)/g;

/** The credential without its scheme, and each value of a cookie or of a Digest. In linear time, for servers send long ones. */
function withinHeader(value: string): string[] {
  const bare = value.replace(/^\w+\s+/, '');
  const telling = /^digest\s/i.test(value) ? bare.replace(IN_DIGEST, '') : bare;
  // A cookie may have a comma in it, and what others send is listed with commas.
  const values = [telling.split(';'), telling.split(/[;,]/)].flatMap((parts) =>
    parts.filter(isLong).flatMap((part) => part.split(NAME)),
  );
  return [bare, ...values.map((each) => each.replace(AROUND_VALUE, ''))];
}

const named = (source: unknown, more: readonly string[]): string[] =>
  [...entries(source)]
    .filter(([name]) => isSecretName(String(name), more))
    .flatMap(([, value]) => value)
    .filter((value) => typeof value === 'string' || typeof value === 'number')
    .map(String);

function login(auth: unknown): string[] {
  if (!isObject(auth) || typeof auth.password !== 'string') return [];
  return [auth.password, Buffer.from(`${auth.username ?? ''}:${auth.password}`).toString('base64')];
}

function inAddress(address: unknown, more: readonly string[], code: unknown): string[] {
  if (typeof address !== 'string') return [];
  const [, username = '', password = ''] = /\/\/([^/?#:]*)(?::([^/?#]*))?@/.exec(address) ?? [];
  const [, query = ''] = /\?([^#]*)/.exec(address) ?? [];
  return [
    password,
    // Node's error of what is no address tells it, and fetch quotes it.
    code === 'ERR_INVALID_URL' ? query : '',
    ...attempted(() =>
      login({ username: decodeURIComponent(username), password: decodeURIComponent(password) }),
    ),
    ...named(new URLSearchParams(query), more),
  ];
}

/** As they might stand in a message. The longest first, for one may contain another. */
export const spellings = (secrets: readonly string[]): string[] =>
  // Half of an emoji has no encoding.
  [...new Set(secrets.flatMap((secret) => [secret, ...attempted(() => [encodeURIComponent(secret)])]))]
    .filter(isLong)
    .sort((a, b) => b.length - a.length);

const USERINFO = /:\/\/[^\s/?#"'<>]*@/g;
/** A form begins with one. */
const PARAMETER = /(?<=^|[?&#])([^\s?&#=]+)=[^\s&#"'<>]+/g;
/** V8 quotes some of the text that it could not parse, or all of it where that is not longer: 20 characters at most. */
const NOT_JSON = /(Unexpected token .{1,12}?, )(\.\.\.)?".{0,40}?"(\.\.\.)? is not valid JSON/gs;

/** What is not to be seen: these texts, and the values of parameters that are called so. */
export interface Hidden {
  readonly secrets: readonly string[];
  readonly more: readonly string[];
}

export function blank(text: string, { secrets, more }: Hidden): string {
  let clean = text;
  for (const secret of secrets) clean = clean.replaceAll(secret, BLANK);
  return clean
    .replace(USERINFO, `://${BLANK}@`)
    .replace(PARAMETER, (all, name) => (isSecretName(name, more) ? `${name}=${BLANK}` : all))
    .replace(NOT_JSON, '$1the text is not valid JSON');
}

/** What can be done is done. */
export const attempted = <T>(work: () => T[]): T[] => tried(work) ?? [];
