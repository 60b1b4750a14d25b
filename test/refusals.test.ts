/**
 * What every public function says of what it cannot take: at once, as a `ConfigError` that begins with its own name. The
 * table has them all; an export that is not in it fails.
 */
import * as main from 'holdfast';
import * as faults from 'holdfast/faults';
import * as rest from 'holdfast/rest';
import * as testing from 'holdfast/testing';
import { undici } from 'holdfast/undici';
import { expect, test } from 'vitest';

const {
  AbortOn,
  Accept,
  allOf,
  anyOf,
  attach,
  Backoff,
  BeforeRetry,
  backoff,
  body,
  configure,
  constant,
  cooldown,
  createClient,
  decorrelated,
  errorCode,
  explain,
  exponential,
  failure,
  fibonacci,
  has,
  header,
  Idempotent,
  invalid,
  linear,
  missing,
  not,
  overridesFromEnv,
  path,
  pcpi,
  pdpyras,
  perStatus,
  Reauthenticate,
  Resilient,
  Retry,
  RetryOn,
  RetryPolicy,
  resilient,
  result,
  rule,
  sequence,
  status,
  Timeout,
  thrown,
  urllib3,
  withSignal,
} = main as unknown as Record<string, any>;

/** One of each kind of thing that people pass by mistake. */
const VALUES: Readonly<Record<string, unknown>> = {
  undefined: undefined,
  null: null,
  '{}': {},
  '[]': [],
  "''": '',
  "'x'": 'x',
  '0': 0,
  '-1': -1,
  '1.5': 1.5,
  NaN: Number.NaN,
  Infinity: Number.POSITIVE_INFINITY,
  true: true,
  false: false,
  symbol: Symbol('s'),
  bigint: 3n,
  function: () => 1,
  'async function': async () => 1,
  class: class Some {},
  'class of errors': TypeError,
  Map: new Map([['maxRetries', 3]]),
  Date: new Date(0),
  RegExp: /x/,
  promise: Promise.resolve({}),
  'unknown option': { zzz: 1 },
  '[null]': [null],
};

type Row = readonly [where: string, give: (value: any) => unknown, ...fine: string[]];

const none = 'undefined';
const empty = [none, '{}'];
const functions = ['function', 'async function'];
const anyFunction = [...functions, 'class', 'class of errors'];
const backoffs = ['function', 'class', 'class of errors'];
const counts = ['0', 'Infinity'];
const durations = ['0', '1.5'];
const limits = ['1.5'];
const flags = ['true', 'false'];
const yes = () => true;
class OwnPolicy extends RetryPolicy {
  constructor(options: any) {
    super(options);
  }
}

/** One row for each option. */
const options = (
  where: string,
  give: (options: any) => unknown,
  fine: Readonly<Record<string, readonly string[]>>,
  needed: object = {},
): Row[] =>
  Object.entries(fine).map(([name, values]) => [
    `${where}: option '${name}'`,
    (value) => give({ ...needed, [name]: value }),
    ...values,
  ]);

const retry: Readonly<Record<string, readonly string[]>> = {
  maxRetries: [none, ...counts],
  maxDuration: [none, ...durations, 'Infinity'],
  backoff: [none, ...backoffs],
  retryOn: [none, '[]', ...functions],
  rules: [none, '[]'],
  abortOn: [none, '[]', ...functions],
  beforeRetry: [none, ...anyFunction],
  onExhausted: [none],
  maxHint: [none, ...durations],
};
const growth = { initial: durations, max: [none, ...durations], jitter: [none, '0'] };

/** Node tells of a class that it cannot be called; to look for that at each call would cost more than it is worth. */
const unlessClass = (fn: unknown, give: (fn: any) => unknown) => (fn === VALUES.class ? undefined : give(fn));

const closed = (given: any) => void createClient(given).close();
const inClient = (name: string) => (value: any) => closed({ [name]: value });
const ofClient = (name: string) => `createClient: option '${name}'`;

/** Every function that is exported, with what else than a `ConfigError` may come of a value. */
const TABLE: Readonly<Record<string, readonly Row[]>> = {
  AbortOn: [['@AbortOn', AbortOn, ...functions]],
  Accept: [['@Accept', Accept, ...functions]],
  Backoff: [['@Backoff', Backoff, ...backoffs]],
  BeforeRetry: [['@BeforeRetry', BeforeRetry, "'x'", ...anyFunction]],
  Idempotent: [
    ['@Idempotent', Idempotent, ...empty],
    ...options('@Idempotent', Idempotent, {
      header: [none, "'x'", 'false'],
      key: [none, "'x'", 'function', 'class', 'class of errors'],
    }),
  ],
  Reauthenticate: [
    ['@Reauthenticate', Reauthenticate],
    ...options('@Reauthenticate', Reauthenticate, { with: ["'x'", ...anyFunction] }),
    ...options(
      '@Reauthenticate',
      Reauthenticate,
      { on: [none, ...functions], maxAge: [none, ...limits] },
      { with: 'logIn' },
    ),
  ],
  Resilient: [
    ['@Resilient', Resilient, ...empty],
    ...options('@Resilient', Resilient, {
      ...retry,
      retry: [...empty, 'false'],
      timeout: [none, ...limits],
      accept: [none, '[]', ...functions],
      idempotent: [...empty, ...flags],
      reauthenticate: [none],
    }),
  ],
  Retry: [['@Retry', Retry, ...empty, 'function'], ...options('@Retry', Retry, retry)],
  RetryOn: [
    ['@RetryOn', RetryOn, ...functions],
    ['@RetryOn', (value) => RetryOn(yes, value), ...empty],
    ...options('@RetryOn', (given) => RetryOn(yes, given), {
      maxRetries: [none, ...counts],
      backoff: [none, ...backoffs],
    }),
  ],
  RetryPolicy: [
    ['RetryPolicy', (value) => new RetryPolicy(value), ...empty],
    ...options('RetryPolicy', (given) => new RetryPolicy(given), {
      maxRetries: [none, ...counts],
      maxHint: [none, ...durations],
    }),
    // What a subclass may say as well is looked at when the policy is put to use.
    ...options('@Retry', (given) => Retry(new OwnPolicy(given)), {
      maxRetries: [none, ...counts],
      maxHint: [none, ...durations],
    }),
  ],
  Timeout: [
    ['@Timeout', Timeout, ...limits],
    // One that is undefined says nothing, and something has to be said.
    ...['attempt', 'total', 'connect', 'idle'].map(
      (name): Row => ['@Timeout', (ms) => Timeout({ [name]: ms }), ...limits],
    ),
    ["@Timeout: option 'idle'", (idle) => Timeout({ total: 1, idle }), none, ...limits],
  ],
  allOf: [
    ['allOf', allOf, ...functions],
    ['allOf', () => allOf()],
  ],
  anyOf: [
    ['anyOf', anyOf, ...functions],
    ['anyOf', () => anyOf()],
  ],
  attach: [['attach', attach]],
  backoff: [
    ['backoff', backoff, ...backoffs],
    ['backoff', (value) => backoff(yes, value), ...empty],
    ...options('backoff', (given) => backoff(yes, given), { max: growth.max, jitter: growth.jitter }),
  ],
  body: [['body', body, ...functions]],
  configure: [
    ['configure', (value) => configure(value)(), '{}', '[]'],
    ['configure', (value) => configure({}, value)(), ...empty],
    ["configure: option 'pending'", (value) => configure({}, { pending: value })(), none, ...flags],
    ["configure: option 'enabled'", (value) => configure({ enabled: value })(), none, ...flags],
    ["configure: '*'", (value) => configure({ '*': value })(), ...empty],
    ...options("configure: '*'", (given) => configure({ '*': given })(), {
      enabled: [none, ...flags],
      maxRetries: [none, ...counts],
      maxDuration: [none, ...durations],
      maxHint: [none, ...durations],
      onExhausted: [none],
      backoff: [none, ...backoffs],
      retry: [...empty, ...flags],
      timeout: [...empty, ...flags, ...limits],
      accept: [...empty, ...flags],
      idempotent: [...empty, ...flags],
      reauthenticate: [...empty, ...flags],
    }),
  ],
  constant: [['constant', constant, ...durations]],
  cooldown: [
    ['cooldown', cooldown, ...empty],
    ...options('cooldown', cooldown, {
      scope: [none],
      initial: [none, ...durations],
      factor: [none, '1.5'],
      max: growth.max,
      jitter: growth.jitter,
    }),
  ],
  createClient: [
    // A key that is not known may be an interceptor's.
    ['createClient', closed, ...empty, 'unknown option'],
    ...['pool', 'timeouts', 'dns', 'announce'].map((name): Row => [ofClient(name), inClient(name), ...empty]),
    // Options of Node's own.
    [ofClient('tls'), inClient('tls'), ...empty, 'unknown option'],
    ...[
      'pool.maxSockets',
      'pool.maxFreeSockets',
      'pool.idleTimeout',
      'timeouts.queue',
      'timeouts.connect',
    ].map((name): Row => {
      const [group, option] = name.split('.') as [string, string];
      const isCount = option.startsWith('max');
      const fine = isCount
        ? ['Infinity', ...(option === 'maxSockets' ? [] : ['0'])]
        : [...limits, 'Infinity', 'false'];
      return [ofClient(name), (value) => closed({ [group]: { [option]: value } }), none, ...fine];
    }),
    [ofClient('dns.cache'), (cache) => closed({ dns: { cache } }), none, ...flags],
    [ofClient('announce'), (attempt) => closed({ announce: { attempt } }), none, ...flags, "'x'"],
    [ofClient('retry'), inClient('retry'), ...empty, 'false'],
    [ofClient('origins'), inClient('origins'), none, '[]'],
    [ofClient('redact'), inClient('redact'), none, '[]'],
    [ofClient('lookup'), inClient('lookup'), none, ...anyFunction],
    [ofClient('baseURL'), inClient('baseURL'), none, 'null', "''", '0', 'NaN', 'false'],
    [ofClient('transport'), inClient('transport'), none, 'null', "''", '0', 'NaN', 'false'],
  ],
  decorrelated: [
    ['decorrelated', decorrelated],
    ...options('decorrelated', decorrelated, growth, { initial: 1 }),
  ],
  errorCode: [
    ['errorCode', errorCode, "'x'"],
    ['errorCode', () => errorCode()],
  ],
  explain: [['explain', explain]],
  exponential: [
    ['exponential', exponential],
    ...options('exponential', exponential, { ...growth, factor: [none, '1.5'] }, { initial: 1 }),
  ],
  failure: [
    ['failure', failure],
    ['failure', () => failure()],
  ],
  fibonacci: [['fibonacci', fibonacci], ...options('fibonacci', fibonacci, growth, { initial: 1 })],
  has: [
    ['has', has, "'x'"],
    ['has', () => has()],
  ],
  header: [
    ['header', header, "'x'"],
    ['header', (value) => header('x', value), none, "''", "'x'", 'RegExp'],
  ],
  invalid: [['invalid', invalid]],
  linear: [
    ['linear', linear],
    ...options('linear', linear, { ...growth, step: [none, ...durations] }, { initial: 1 }),
  ],
  missing: [
    ['missing', missing, "'x'"],
    ['missing', () => missing()],
  ],
  not: [['not', not, ...functions]],
  overridesFromEnv: [['overridesFromEnv', overridesFromEnv, '{}', 'unknown option']],
  path: [
    ['path', path],
    ['path: value 1', (value) => path`/${value}`, "'x'", '0', '-1', '1.5', ...flags, 'bigint'],
  ],
  pcpi: [['pcpi', pcpi, ...empty], ...options('pcpi', pcpi, { login: [none, ...flags], max: growth.max })],
  pdpyras: [
    ['pdpyras', pdpyras, ...empty],
    ...options('pdpyras', pdpyras, {
      timer: [none, ...durations],
      base: [none, '1.5'],
      stagger: [none, '0', '1.5'],
      max: growth.max,
    }),
  ],
  perStatus: [
    ['perStatus', perStatus, '{}'],
    ['perStatus: status 500', (action) => perStatus({ 500: action }), '{}', ...counts],
    ['perStatus', (given) => perStatus({}, given), ...empty],
    ...options('perStatus', (given) => perStatus({}, given), {
      ...retry,
      maxTotal: [none, ...counts],
      network: [...empty, ...counts],
    }),
    [
      "perStatus: option 'network.anyMethod'",
      (anyMethod) => perStatus({}, { network: { anyMethod } }),
      none,
      ...flags,
    ],
    [
      "perStatus: option 'network'",
      (maxRetries) => perStatus({}, { network: { maxRetries } }),
      none,
      ...counts,
    ],
  ],
  resilient: [
    ['resilient', resilient, ...empty],
    ...options('resilient', resilient, {
      ...retry,
      timeout: [none, ...limits],
      idempotent: [...empty, ...flags],
    }),
    ['resilient', (fn) => unlessClass(fn, (run) => resilient().call(run)), ...anyFunction],
    ['resilient', (fn) => resilient().wrap(fn), ...anyFunction],
    ['resilient', (given) => resilient().call(yes, given), ...empty],
    ["resilient: option 'signal'", (signal) => resilient().call(yes, { signal }), none, 'null'],
  ],
  result: [['result', result, ...functions]],
  rule: [
    ['rule', rule, ...functions],
    ['rule', (given) => rule(yes, given), ...empty],
    ...options('rule', (given) => rule(yes, given), {
      maxRetries: [none, ...counts],
      backoff: [none, ...backoffs],
    }),
  ],
  sequence: [
    ['sequence', sequence],
    ['sequence', (delay) => sequence([delay]), ...durations],
  ],
  status: [
    ['status', status],
    ['status', () => status()],
    ['status', (value) => status(500, value)],
  ],
  thrown: [
    ['thrown', thrown, 'class', 'class of errors'],
    ['thrown', () => thrown()],
  ],
  urllib3: [
    ['urllib3', urllib3, ...empty],
    ...options('urllib3', urllib3, {
      factor: [none, '0', '1.5'],
      jitter: [none, ...durations],
      max: growth.max,
    }),
  ],
  withSignal: [
    ['withSignal', (signal) => withSignal(signal, yes)],
    [
      'withSignal',
      (fn) => unlessClass(fn, (run) => withSignal(new AbortController().signal, run)),
      ...anyFunction,
    ],
  ],
};

const restOptions = (given: any) => new rest.RestClient(given);
const named = (where: string, give: (given: any) => unknown, ...each: string[]) =>
  options(where, give, Object.fromEntries(each.map((name) => [name, [none, "'x'"]])));
const seeds = ['0', '-1'];
const clock = (use: any) => (given: any) => use(given).restore();
const clockRows = (name: string, use: unknown): Row[] => [
  [name, clock(use), ...empty],
  ...options(name, clock(use), {
    date: [none, '0', '-1', '1.5', 'Date'],
    seed: [none, ...seeds],
    patience: [none, ...durations],
  }),
];
const teapot = { name: 'teapot', summary: 'x', serve: () => ({}) };
// Those that are fine need not run: that they do is seen elsewhere.
const started = (given: any) =>
  given === undefined ||
  given === VALUES['{}'] ||
  faults.startFaultServer(given).then((server) => server.stop());
const only = { only: ['status'] };

const SUBPATHS: Readonly<Record<string, Readonly<Record<string, readonly Row[]>>>> = {
  rest: {
    RestClient: [
      ['RestClient', restOptions, ...empty],
      ...options('RestClient', restOptions, {
        auth: [none, ...anyFunction],
        headers: [...empty, 'unknown option'],
        policy: [...empty, 'false'],
        timeout: [none, ...limits],
        origins: [none, '[]'],
        methods: [none, '[]'],
        requestIdHeaders: [none, '[]'],
        brackets: [none, ...flags],
        paths: [none, '[]'],
        pagination: [none],
        client: [...empty, 'unknown option', ...anyFunction],
      }),
    ],
    basic: [
      ['basic', (name) => rest.basic(name, 'x'), "'x'"],
      ['basic', (password) => rest.basic('x', password), "''", "'x'"],
    ],
    bearer: [['bearer', rest.bearer as never, "'x'", ...anyFunction]],
    token: [['token', rest.token as never, "'x'", ...anyFunction]],
    cursorPages: [
      ['cursorPages', rest.cursorPages, ...empty],
      ...options('cursorPages', rest.cursorPages, { cursor: [none, "'x'", ...anyFunction] }),
      ...named('cursorPages', rest.cursorPages, 'param', 'total'),
    ],
    numberedPages: [
      ['numberedPages', rest.numberedPages, ...empty],
      ...options('numberedPages', rest.numberedPages, { first: [none, '0'], size: [none] }),
      ...named('numberedPages', rest.numberedPages, 'pageParam', 'sizeParam', 'pages', 'total'),
    ],
    offsetPages: [
      ['offsetPages', rest.offsetPages, ...empty],
      ...options('offsetPages', rest.offsetPages, {
        limit: [none],
        offset: [none, '0'],
        window: [none, 'Infinity'],
      }),
      ...named('offsetPages', rest.offsetPages, 'offsetParam', 'limitParam', 'more', 'total'),
    ],
    paginate: [
      ['paginate', (fetchPage) => rest.paginate(fetchPage, rest.linkPages()), ...anyFunction],
      ['paginate', (strategy) => rest.paginate(async () => [], strategy), ...anyFunction],
      ['paginate', (given) => rest.paginate(async () => [], rest.linkPages(), given), ...empty],
      ...options('paginate', (given) => rest.paginate(async () => [], rest.linkPages(), given), {
        items: [none, ...anyFunction],
        onItem: [none, ...anyFunction],
        maxPages: [none, 'Infinity'],
        maxEmptyPages: [none, '0', 'Infinity'],
      }),
    ],
    inferWrapper: [
      ['inferWrapper: method', (method) => rest.inferWrapper(method, '/x'), "''", "'x'"],
      ['inferWrapper: path', (path) => rest.inferWrapper('GET', path), "''", "'x'"],
    ],
  },
  testing: {
    seededRandom: [['seededRandom', testing.seededRandom, ...seeds]],
    useSeededRandom: [['useSeededRandom', (seed) => testing.useSeededRandom(seed)(), ...seeds]],
    useInstantClock: clockRows('useInstantClock', testing.useInstantClock),
    useVirtualClock: clockRows('useVirtualClock', testing.useVirtualClock),
  },
  undici: {
    undici: [
      ['undici', undici, ...empty],
      // Options of Node's own.
      ["undici: option 'connect'", (connect) => undici({ connect }), ...empty, 'unknown option'],
      ["undici: option 'maxHeaderSize'", (maxHeaderSize) => undici({ maxHeaderSize }), none],
    ],
  },
  faults: {
    defineFault: [
      ['defineFault', faults.defineFault],
      ...options(
        'defineFault',
        faults.defineFault as never,
        {
          name: ["'x'"],
          params: [...empty, 'unknown option'],
          serve: [none, ...anyFunction],
        },
        teapot,
      ),
    ],
    proxy: [
      ['proxy', faults.proxy],
      ...options('proxy', faults.proxy as never, { upstream: [] }),
      ...Object.entries({ port: [none, '0'], host: [none, "'x'"], seed: [none, ...seeds] }).map(
        ([name, fine]): Row => [
          `proxy: option '${name}'`,
          // Not those that are fine: that they work is seen elsewhere.
          (value) =>
            fine.some((label) => VALUES[label] === value) ||
            faults.proxy({ upstream: 'x:1', [name]: value } as never),
          ...fine,
        ],
      ),
    ],
    startFaultServer: [
      ['startFaultServer', started, ...empty],
      ...options(
        'startFaultServer',
        started,
        {
          basePort: [none, '0'],
          seed: [none, ...seeds],
          hamms: [none, ...flags],
          add: [none, '[]'],
          onRequest: [none, ...anyFunction],
        },
        only,
      ),
      [
        "startFaultServer: option 'only'",
        (names) => names === undefined || started({ only: names }),
        none,
        '[]',
      ],
    ],
  },
};

/** What refuses nothing, and why. */
const TAKES_ANYTHING: Readonly<Record<string, string>> = {
  attemptsOf: 'of a stranger there is an empty history',
  currentAttempt: 'takes nothing',
  http: 'is a client',
  networkError: 'takes nothing',
  timedOut: 'takes nothing',
  linkPages: 'takes nothing',
  resumeTokenOf: 'of a stranger there is none',
  recordAttempts: 'takes nothing',
  FAULTS: 'is a list',
  TOXICS: 'is a list',
};

const isErrorClass = (value: unknown) => typeof value === 'function' && value.prototype instanceof Error;

const MODULES = {
  '': [main, TABLE],
  rest: [rest, SUBPATHS.rest],
  testing: [testing, SUBPATHS.testing],
  undici: [{ undici }, SUBPATHS.undici],
  faults: [faults, SUBPATHS.faults],
} as const;

test.each(Object.entries(MODULES))(
  "every export of holdfast '%s' is in the table, or takes anything",
  (_, [module, table]) => {
    const names = Object.entries(module)
      .filter(([name, value]) => !(name in TAKES_ANYTHING) && !isErrorClass(value))
      .map(([name]) => name);
    expect(Object.keys(table as object).sort()).toEqual(names.sort());
  },
);

/** What came of one value: 'fine', or what is wrong with the refusal. */
async function outcomeOf(where: string, give: Row[1], value: unknown): Promise<string> {
  try {
    const given = give(value);
    // A thenable is no refusal that came late, but what was asked for.
    if (Object.prototype.toString.call(given) === '[object Promise]') await given;
    return 'fine';
  } catch (error) {
    const { name, message, stack } = error as Error;
    if (name !== 'ConfigError') return `${stack}`;
    if (!message.startsWith(where)) return message;
    return /expected|unknown (option|fault)/.test(message) ? 'refused' : message;
  }
}

const ROWS = [TABLE, ...Object.values(SUBPATHS)].flatMap((table) => Object.values(table).flat());

test.each(ROWS.map(([where, give, ...fine]) => ({ where, give, fine })))(
  '$where takes $fine and nothing else',
  async ({ where, give, fine }) => {
    for (const [label, value] of Object.entries(VALUES))
      expect([label, await outcomeOf(where, give, value)]).toEqual([
        label,
        fine.includes(label) ? 'fine' : 'refused',
      ]);
  },
);

test('a misspelt option is refused by name, wherever options are taken', () => {
  const given: Readonly<Record<string, () => unknown>> = {
    '@Retry': () => Retry({ maxRetrys: 1 }),
    '@RetryOn': () => RetryOn(yes, { maxRetrys: 1 }),
    '@Timeout': () => Timeout({ totl: 1 }),
    '@Idempotent': () => Idempotent({ headr: 'x' }),
    '@Reauthenticate': () => Reauthenticate({ wiht: 'x' }),
    '@Resilient': () => Resilient({ maxRetrys: 1 }),
    resilient: () => resilient().call(yes, { sgnal: undefined }),
    exponential: () => exponential({ intial: 1 }),
    createClient: () => createClient({ timeuots: {} }),
  };
  for (const [name, give] of Object.entries(given))
    expect(give, name).toThrow(/^\S+: unknown option '\w+' \(/);
});
