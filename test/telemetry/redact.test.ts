import { inspect, types } from 'node:util';
import axios, { AxiosError, type AxiosRequestConfig } from 'axios';
import { expect, test } from 'vitest';
import { ConfigError, ResponseRejectedError, TotalTimeoutError } from '../../src/errors.js';
import { IdleTimeoutError } from '../../src/http/errors.js';
import { protect } from '../../src/telemetry/redact.js';
import { whilePolluted } from '../support/pollute.js';
import { hang, json, reply, reset, type Step, serve, truncate } from '../support/server.js';

const everything = {
  showHidden: true,
  getters: true,
  customInspect: false,
  showProxy: true,
  depth: null,
  maxArrayLength: null,
  maxStringLength: null,
  sorted: true,
} as const;

/** All that an error can be made to print. */
function printed(error: any): string {
  return [
    String(error),
    error.stack,
    JSON.stringify(error),
    JSON.stringify({ error, list: [error] }),
    inspect(error),
    inspect(error, everything),
    inspect({ error }, { ...everything, customInspect: true }),
    inspect(new Error('around', { cause: error }), everything),
    JSON.stringify(Object.entries(error)),
    JSON.stringify({ ...error }),
  ].join('\n');
}

/** Every value that must not be seen contains this. */
const SECRET = 's3cr3t';

const request: AxiosRequestConfig = {
  method: 'post',
  headers: {
    Authorization: `Bearer ${SECRET}-bearer`,
    Cookie: `sid=${SECRET}-cookie; theme=dark`,
    'X-Api-Key': `${SECRET}-key`,
    'X-Tenant': `${SECRET}-tenant`,
  },
  params: { access_token: `${SECRET}-param`, page: 2 },
  data: { password: `${SECRET}-body` },
  proxy: false,
};

async function failing(step: Step, config: AxiosRequestConfig = {}): Promise<any> {
  const server = await serve(step);
  const url = `${server.url.replace('://', `://user:${SECRET}-userinfo@`)}/items?signature=${SECRET}-query&b=1`;
  const error = await axios({ ...request, url, ...config }).then(
    () => expect.fail('this should not succeed'),
    (thrown: unknown) => thrown,
  );
  return error;
}

const setCookie = { 'set-cookie': `sid=${SECRET}-set-cookie` };

const failures: [what: string, make: () => Promise<any>][] = [
  ['a status', () => failing(json({ token: `${SECRET}-response` }, 500, setCookie))],
  ['a reset connection', () => failing(reset())],
  ['a truncated reply', () => failing(truncate(`{"token":"${SECRET}-response"}`))],
  ['a timeout', () => failing(hang(), { timeout: 30 })],
  ['an abort', () => failing(hang(), { signal: AbortSignal.timeout(30) })],
  ['no redirects', () => failing(reply(503), { maxRedirects: 0, auth: { username: 'u', password: SECRET } })],
  ['the fetch adapter', () => failing(reset(), { adapter: 'fetch' })],
  [
    'text instead of JSON',
    () => failing(reply(200, SECRET), { responseType: 'json', transitional: { silentJSONParsing: false } }),
  ],
  ['a body that is too long', () => failing(json({ token: SECRET }), { maxContentLength: 2 })],
  [
    'an impossible address',
    () => failing(hang(), { url: `http://user:${SECRET}@host:99999/?key=${SECRET}` }),
  ],
  ['no connection', () => failing(hang(), { url: `http://user:${SECRET}@127.0.0.1:1/?token=${SECRET}` })],
];

test.each(failures)(
  '%s: nothing that it prints tells a secret, and code reads it as before',
  async (_what, make) => {
    const error = await make();
    const before = {
      config: error.config,
      request: error.request,
      response: error.response,
      code: error.code,
      status: error.status,
      name: error.name,
      isAxiosError: axios.isAxiosError(error),
      isClass: error instanceof AxiosError,
      constructor: error.constructor,
      hasResponse: 'response' in error,
    };
    const safe = protect(error, { url: error.config?.url, ...request });
    expect(printed(safe)).not.toContain(SECRET);
    expect(protect(safe)).toBe(safe);
    expect({
      config: safe.config,
      request: safe.request,
      response: safe.response,
      code: safe.code,
      status: safe.status,
      name: safe.name,
      isAxiosError: axios.isAxiosError(safe),
      isClass: safe instanceof AxiosError,
      constructor: safe.constructor,
      hasResponse: 'response' in safe,
    }).toEqual(before);
    expect(safe.config).toBe(before.config);
    expect(safe.response).toBe(before.response);
    expect(types.isNativeError(safe)).toBe(true);
    expect(safe.stack).toContain('\n    at ');
  },
);

test('what JSON tells is of use: what failed, where, and how', async () => {
  const error = protect(await failing(json({}, 404)));
  expect(JSON.parse(JSON.stringify(error))).toEqual({
    name: 'AxiosError',
    message: 'Request failed with status code 404',
    isAxiosError: true,
    code: 'ERR_BAD_REQUEST',
    status: 404,
    method: 'POST',
    url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/items$/),
  });
});

test('it is the same error, and it can be changed as before', async () => {
  const error = await failing(reply(500));
  expect(protect(error)).toBe(error);
  const config = { url: '/other', headers: { authorization: SECRET } };
  error.config = config;
  Object.assign(error, { response: { headers: { 'set-cookie': SECRET } }, note: 'mine' });
  expect([error.config, error.note, Object.hasOwn(error, 'note')]).toEqual([config, 'mine', true]);
  expect(error.response.headers['set-cookie']).toBe(SECRET);
  const { response, ...rest } = error;
  expect([response === error.response, 'config' in rest]).toEqual([true, false]);
  expect(printed(error)).not.toContain(SECRET);
  expect(Object.create(error).config).toBe(config);
});

test('what looks behind an error finds no more than what lists it', async () => {
  const error = protect(await failing(reply(500)));
  const behind = Object.getPrototypeOf(error);
  expect(inspect(behind, everything)).not.toContain(SECRET);
  expect(inspect(behind, { ...everything, showProxy: false })).not.toContain(SECRET);
  expect(JSON.stringify(behind)).not.toContain(SECRET);
  expect([Reflect.ownKeys(behind), Object.getOwnPropertyDescriptors(behind)]).toEqual([[], {}]);
  expect(error).toMatchObject({ response: { status: 500 } });
  // As those do who harden all that can be reached.
  Object.freeze(behind);
  expect(printed(error)).not.toContain(SECRET);
  expect([Object.isFrozen(behind), Reflect.ownKeys(behind), error.response.status]).toEqual([true, [], 500]);
});

test('an error of which the class has accessors takes what it is given as before', () => {
  class Refused extends Error {
    #body: unknown;
    config = { headers: { authorization: SECRET } };
    get response(): unknown {
      return 'of the class';
    }
    get body(): unknown {
      return this.#body;
    }
    set body(body) {
      this.#body = body;
    }
  }
  const error = protect(new Refused('refused'));
  expect([error.response, error.config.headers.authorization]).toEqual(['of the class', SECRET]);
  expect(() => Object.assign(error, { response: SECRET, body: SECRET })).not.toThrow();
  expect([error.response, error.body]).toEqual([SECRET, SECRET]);
  expect([Object.keys(error), printed(error).includes(SECRET)]).toEqual([[], false]);
});

test.each(['get', 'set', 'has', 'ownKeys', 'getPrototypeOf', 'value', 'writable'])(
  'what somebody has put on every object as %s does not show it',
  async (name) => {
    for (const polluted of [SECRET.length, () => 'polluted']) {
      const [plain, frozen] = [await failing(reply(500)), Object.freeze(await failing(reply(500)))];
      const safe = whilePolluted({ [name]: polluted }, () =>
        [plain, frozen].map((error) => {
          const safe = protect(error);
          return [safe, error.config.url, safe.config?.url, safe instanceof Error];
        }),
      );
      for (const [error, url, safeUrl, isError] of safe) {
        expect(printed(error)).not.toContain(SECRET);
        expect([safeUrl, isError]).toEqual([url, true]);
      }
    }
  },
);

test('all that an error was caused by is safe, too', async () => {
  const cause = await failing(reply(500));
  const many = new AggregateError([await failing(reset()), new Error('harmless')], 'many', { cause });
  const error = protect(new TotalTimeoutError('T.m: took too long', 5, { cause: many }));
  expect(printed(error)).not.toContain(SECRET);
  expect(error.cause).toBe(many);
  expect(many.errors[0].config.data).toContain(SECRET);
  const endless: Error = new Error(`at http://u:${SECRET}@host/`);
  endless.cause = new Error('back', { cause: endless });
  expect(printed(protect(endless))).not.toContain(SECRET);
});

test("holdfast's own errors hide what they carry, and stay what they are", async () => {
  const { response } = await failing(json({ token: SECRET }, 500));
  const refused = protect(new ResponseRejectedError('not accepted', 'missing', { value: response }));
  expect(printed(refused)).not.toContain(SECRET);
  expect(refused.response).toBe(response);
  expect(refused).toBeInstanceOf(ResponseRejectedError);
  const idle = protect(Object.assign(new IdleTimeoutError('silent', 5), { config: response.config }));
  expect(printed(idle)).not.toContain(SECRET);
  expect([idle.name, idle.code, idle.limit]).toEqual(['IdleTimeoutError', 'ERR_HOLDFAST_IDLE_TIMEOUT', 5]);
  expect(inspect(idle)).toContain('IdleTimeoutError: silent');
  const nothingToHide = protect(new ConfigError('wrong'));
  expect(Object.getPrototypeOf(nothingToHide)).toBe(ConfigError.prototype);
});

test('messages and stacks lose what is known to be secret, and keep the rest', () => {
  const config = {
    baseURL: 'https://api.example.com',
    headers: { authorization: 'Bearer abc-token', 'x-api-key': 'api-key-1', accept: 'application/json' },
    auth: { username: 'me', password: 'pass word' },
    params: new URLSearchParams({ client_secret: 'very/secret' }),
  };
  const basic = Buffer.from('me:pass word').toString('base64');
  const message = [
    'abc-token',
    'api-key-1',
    'pass%20word',
    basic,
    'very%2Fsecret',
    'https://me:other@host/path?page=2&sig=unknown#access_token=unknown',
    'accepts application/json',
  ].join(' | ');
  const error = protect(Object.assign(new Error(message), { config }));
  expect(error.message).toBe(
    '*** | *** | *** | *** | *** | https://***@host/path?page=2&sig=***#access_token=*** | accepts application/json',
  );
  expect(error.stack).toContain(error.message);
  expect(error.stack).not.toContain('abc-token');
});

test('errors of other clients, and of Node, hide what they carry', () => {
  const got = Object.assign(new Error('got'), { options: { headers: { authorization: SECRET } }, code: 'E' });
  const undici = Object.assign(new Error('undici'), {
    headers: { 'set-cookie': SECRET },
    body: SECRET,
    statusCode: 500,
  });
  const ky = Object.assign(new Error('ky'), {
    request: new Request('http://a', { headers: { cookie: SECRET } }),
  });
  const parse = Object.assign(new Error('Parse Error'), {
    rawPacket: Buffer.from(SECRET),
    code: 'HPE_INVALID',
  });
  const invalid = Object.assign(new TypeError('Invalid URL'), {
    input: `http://u:${SECRET}@`,
    base: `?token=${SECRET}`,
  });
  for (const error of [got, undici, ky, parse, invalid])
    expect(printed(protect(error))).not.toContain(SECRET);
  expect(got.options.headers.authorization).toBe(SECRET);
  expect(parse.rawPacket.toString()).toBe(SECRET);
  expect(JSON.parse(JSON.stringify(undici))).toEqual({ name: 'Error', message: 'undici', statusCode: 500 });
});

test('errors that have nothing to do with HTTP keep what is theirs, and their stack is not even written out', () => {
  class OrderError extends Error {
    readonly order = { id: 7 };
    readonly config = { retries: 3 };
  }
  const prepare = Error.prepareStackTrace;
  let written = 0;
  Error.prepareStackTrace = (error) => {
    written += 1;
    return String(error);
  };
  try {
    const error = new OrderError('no such order');
    expect(protect(error)).toBe(error);
    expect(Object.keys(error)).toEqual(['order', 'config']);
    expect(Object.getPrototypeOf(error)).toBe(OrderError.prototype);
    expect(written).toBe(0);
  } finally {
    Error.prepareStackTrace = prepare;
  }
});

test('whatever it is given, it does not throw', () => {
  for (const value of [undefined, null, 5, 'text', Symbol('s'), () => {}]) expect(protect(value)).toBe(value);
  const hostile = {
    get cause(): never {
      throw new Error('no');
    },
    get config(): never {
      throw new Error('no');
    },
  };
  expect(protect(hostile)).toBe(hostile);
  const proxied = new Proxy(new Error('p'), {
    ownKeys() {
      throw new Error('no');
    },
  });
  expect(protect(proxied)).toBe(proxied);
});

test('an error that cannot be changed is replaced by a copy, but only where it tells a secret', async () => {
  const harmless = Object.freeze(new Error('harmless'));
  expect(protect(harmless)).toBe(harmless);
  const frozen: any = Object.freeze(await failing(json({}, 500)));
  const safe = protect(frozen);
  expect(safe).not.toBe(frozen);
  expect(protect(frozen)).toBe(safe);
  expect(protect(safe)).toBe(safe);
  expect(printed(safe)).not.toContain(SECRET);
  expect(safe).toBeInstanceOf(AxiosError);
  expect([safe.message, safe.code, safe.response.status]).toEqual([frozen.message, frozen.code, 500]);
  expect(types.isNativeError(safe)).toBe(true);
  const around = protect(new Error('around', { cause: Object.freeze(await failing(reset())) }));
  expect(printed(around)).not.toContain(SECRET);
});

test('a hundred thousand characters are no trouble', () => {
  const long = `${'a'.repeat(100_000)} ${'://'.repeat(30_000)} ${'?a'.repeat(50_000)} ${'Unexpected token '.repeat(5_000)}`;
  const start = performance.now();
  protect(Object.assign(new Error(long), { isAxiosError: true }));
  expect(performance.now() - start).toBeLessThan(1_000);
});
