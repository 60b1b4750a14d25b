import { inspect } from 'node:util';
import {
  Accept,
  Backoff,
  BeforeRetry,
  ConfigError,
  configure,
  constant,
  decorrelated,
  type ExplainedMethod,
  errorCode,
  explain,
  exponential,
  has,
  Idempotent,
  Reauthenticate,
  Retry,
  RetryOn,
  RetryPolicy,
  status,
  Timeout,
} from 'holdfast';
import { afterEach, expect, test } from 'vitest';

afterEach(() => void configure({}));

const REFRESH = Symbol('refresh');

class Strict extends RetryPolicy {
  override maxRetries = 7;
  override maxDuration = '30s';
}

@Timeout({ attempt: '1s', total: '9s' })
@Retry({ maxRetries: 1 })
class BaseApi {
  async inherited(): Promise<unknown> {
    return 1;
  }
  @Retry(Strict)
  async own(): Promise<unknown> {
    return 1;
  }
  static async ping(): Promise<unknown> {
    return 1;
  }
}
@Backoff(constant('2s'))
class TodoApi extends BaseApi {
  http: any = undefined;
  @Retry({ maxRetries: 4 })
  @Timeout('5s')
  @Accept(has('summary'))
  @BeforeRetry('refresh')
  async getItem(id: string): Promise<unknown> {
    return this.http.get(`/items/${id}`);
  }
  @RetryOn(status(429), { maxRetries: 2, backoff: decorrelated({ initial: '1s', max: '4s' }) })
  override async own(): Promise<unknown> {
    return 1;
  }
  @Idempotent()
  async [REFRESH](): Promise<unknown> {
    return this.http.post('/token');
  }
  @Retry()
  async add(): Promise<unknown> {
    return this.http.post('/items');
  }
  async refresh(): Promise<void> {}
}

const methods = (target: object): Record<string, ExplainedMethod> =>
  Object.fromEntries(explain(target).methods.map((method) => [method.name, method]));
const settings = (method: ExplainedMethod | undefined): Record<string, [unknown, string]> =>
  Object.fromEntries(
    method?.pipeline.flatMap(({ settings }) => settings.map((s) => [s.name, [s.value, s.from]])) ?? [],
  );

test('a class shows its methods, those that it inherits, and static ones', () => {
  expect(Object.keys(methods(TodoApi)).sort()).toEqual(
    [
      'TodoApi.getItem',
      'TodoApi.own',
      'TodoApi.add',
      'TodoApi.inherited',
      'TodoApi.ping',
      'TodoApi.refresh',
      'TodoApi.Symbol(refresh)',
    ].sort(),
  );
  expect(Object.keys(methods(BaseApi)).sort()).toEqual(['BaseApi.inherited', 'BaseApi.own', 'BaseApi.ping']);
});

test('each number says where it comes from: method, class, base class, policy class, default, configure', () => {
  configure({ 'TodoApi.getItem': { timeout: { total: '8s' } }, '*': { maxHint: '10s' } });
  const found = methods(TodoApi);
  expect(settings(found['TodoApi.getItem'])).toEqual({
    total: [8_000, "configure('TodoApi.getItem')"],
    policy: ['careful default', '@Retry on TodoApi.getItem'],
    'POST, PATCH': ['only if the server cannot have done it', '@Retry on TodoApi.getItem'],
    maxRetries: [4, '@Retry on TodoApi.getItem'],
    backoff: ['constant(2s)', '@Backoff on class TodoApi'],
    maxHint: [10_000, "configure('*')"],
    beforeRetry: ['refresh', '@BeforeRetry on TodoApi.getItem'],
    attempt: [5_000, '@Timeout on TodoApi.getItem'],
    accept: ["has('summary')", '@Accept on TodoApi.getItem'],
  });
  expect(settings(found['TodoApi.inherited'])).toMatchObject({
    total: [9_000, '@Timeout on class BaseApi'],
    maxRetries: [1, '@Retry on class BaseApi'],
    attempt: [1_000, '@Timeout on class BaseApi'],
  });
  expect(settings(methods(BaseApi)['BaseApi.own'])).toMatchObject({
    policy: ['Strict', '@Retry on BaseApi.own'],
    maxRetries: [7, 'class Strict'],
    maxDuration: [30_000, 'class Strict'],
    backoff: ['exponential(100ms, x2, max 20s, full jitter)', 'default'],
  });
  expect(settings(found['TodoApi.own'])).toMatchObject({
    maxRetries: [1, '@Retry on class BaseApi'],
    rule: ['status(429): 2 retries, decorrelated(1s, max 4s)', '@RetryOn on TodoApi.own'],
  });
  expect(settings(found['TodoApi.Symbol(refresh)']).header).toEqual([
    'Idempotency-Key',
    '@Idempotent on TodoApi.Symbol(refresh)',
  ]);
});

test('the strategies come in the order in which they act', () => {
  const { pipeline } = methods(BaseApi)['BaseApi.own'] as ExplainedMethod;
  expect(pipeline.map(({ strategy }) => strategy)).toEqual(['total timeout', 'retry', 'attempt timeout']);
});

test('one method is shown by the method itself, or by its name, or of an instance', () => {
  const byName = explain(TodoApi, 'getItem');
  new TodoApi();
  expect(explain(TodoApi.prototype.getItem).methods).toEqual(byName.methods);
  expect(explain(new TodoApi(), 'getItem').methods).toEqual(byName.methods);
  expect(explain(TodoApi, REFRESH).name).toBe('TodoApi.Symbol(refresh)');
  expect(explain(TodoApi.ping).methods[0]?.name).toBe('BaseApi.ping');
  expect(byName.methods).toHaveLength(1);
});

test('a method of a class that nobody knows yet says so', () => {
  class Unborn {
    @Retry()
    async get(): Promise<unknown> {
      return 1;
    }
  }
  const [method] = explain(Unborn.prototype.get).methods;
  const isKnown = method?.name === 'Unborn.get';
  expect(
    method?.warnings.some((warning) => /class is not known before its first instance/.test(warning)),
  ).toBe(!isKnown);
  new Unborn();
  expect(explain(Unborn.prototype.get).methods[0]?.name).toBe('Unborn.get');
});

test('the delays of each sequence: least, mean, most', () => {
  class Delays {
    @Retry({ maxRetries: 3 })
    async full(): Promise<unknown> {
      return 1;
    }
    @Retry({ maxRetries: 2, backoff: exponential({ initial: '1s', jitter: 'equal', max: '1500ms' }) })
    @RetryOn(status(429), { maxRetries: 1, backoff: constant('7s') })
    async equal(): Promise<unknown> {
      return 1;
    }
    @Retry({ maxRetries: Infinity, backoff: constant('1s'), maxDuration: '1h' })
    async many(): Promise<unknown> {
      return 1;
    }
  }
  const found = methods(Delays);
  expect(found['Delays.full']?.delays).toEqual([
    { retry: 1, min: 0, mean: 50, max: 100 },
    { retry: 2, min: 0, mean: 100, max: 200 },
    { retry: 3, min: 0, mean: 200, max: 400 },
  ]);
  expect(found['Delays.equal']?.delays).toEqual([
    { retry: 1, min: 500, mean: 750, max: 1000 },
    { retry: 2, min: 750, mean: 1125, max: 1500 },
    { rule: 'status(429)', retry: 1, min: 7000, mean: 7000, max: 7000 },
  ]);
  expect(found['Delays.many']?.delays).toHaveLength(10);
  expect(found['Delays.many']?.worstCase).toMatchObject({ attempts: 3600, time: Infinity });
});

test.each<[string, () => object, string | RegExp]>([
  [
    'an attempt limit above the total',
    () => {
      class M {
        @Timeout({ attempt: '5s', total: '2s' }) async m() {
          return 1;
        }
      }
      return M;
    },
    'the attempt limit of 5 s is not below the total of 2 s: the total ends the call first',
  ],
  [
    'delays that do not fit',
    () => {
      class M {
        @Retry({ maxRetries: 5, backoff: constant('4s') })
        @Timeout({ attempt: '1s', total: '10s' })
        async m() {
          return 1;
        }
      }
      return M;
    },
    'only 2 of 5 retries can begin within the total of 10 s, even if attempts fail at once',
  ],
  [
    'delays that do not fit into maxDuration',
    () => {
      class M {
        @Retry({ maxRetries: 2, backoff: constant('4s'), maxDuration: '3s' }) @Timeout('1s') async m() {
          return 1;
        }
      }
      return M;
    },
    'only 0 of 2 retries can begin within maxDuration of 3 s, even if attempts fail at once',
  ],
  [
    'attempts that do not fit',
    () => {
      class M {
        @Retry({ maxRetries: 5 }) @Timeout({ attempt: '4s', total: '10s' }) async m() {
          return 1;
        }
      }
      return M;
    },
    'attempts that last 4 s do not all fit into the total of 10 s: it is used up after 2 attempts',
  ],
  [
    'a POST that is not retried',
    () => {
      class M {
        http: any;
        @Retry() @Timeout({ total: '10s' }) async m() {
          return this.http.post('/items');
        }
      }
      return M;
    },
    /^POST and PATCH are not retried unless @Idempotent/,
  ],
  [
    'retries without an end',
    () => {
      class M {
        @Retry({ maxRetries: Infinity }) @Timeout('1s') async m() {
          return 1;
        }
      }
      return M;
    },
    'nothing ends the retries: neither a number of them, nor maxDuration, nor a total',
  ],
  [
    'no limit of time',
    () => {
      class M {
        @Retry() async m() {
          return 1;
        }
      }
      return M;
    },
    'no limit of time: an attempt that hangs is ended by the limits of its client, or never',
  ],
  [
    'a maxDuration that does nothing',
    () => {
      class M {
        @Retry({ maxDuration: '20s' }) @Timeout({ attempt: '2s', total: '10s' }) async m() {
          return 1;
        }
      }
      return M;
    },
    'maxDuration 20 s is not below the total of 10 s: it changes nothing',
  ],
  [
    'a backoff that fails',
    () => {
      class M {
        @Retry({ backoff: () => Number.NaN }) @Timeout({ attempt: '2s', total: '10s' }) async m() {
          return 1;
        }
      }
      return M;
    },
    'the backoff backoff fails: gave NaN for retry 1',
  ],
])('a warning for %s, and no other', (_, make, warning) => {
  const { warnings } = explain(make()).methods[0] as ExplainedMethod;
  expect(warnings).toEqual([typeof warning === 'string' ? warning : expect.stringMatching(warning)]);
});

class Nested {
  calls = 0;
  @Retry({ maxRetries: 2, backoff: constant(1) })
  @Timeout({ attempt: '2s', total: '10s' })
  async inner(): Promise<unknown> {
    this.calls += 1;
    throw Object.assign(new Error('refused'), { code: 'ECONNREFUSED' });
  }
  @RetryOn(errorCode('ECONNREFUSED'), { maxRetries: 1, backoff: constant(1) })
  @Timeout({ attempt: '2s', total: '10s' })
  async stated(): Promise<unknown> {
    return this.inner();
  }
  @Retry({ maxRetries: 1, backoff: constant(1) })
  @Timeout({ attempt: '2s', total: '10s' })
  async byDefault(): Promise<unknown> {
    return this.inner();
  }
  @RetryOn(errorCode('ECONNREFUSED'), { maxRetries: 1, backoff: constant(1) })
  @Timeout({ attempt: '2s', total: '10s' })
  async around(): Promise<unknown> {
    return [this.single(), this.plain()];
  }
  @Timeout('1s')
  async single(): Promise<unknown> {
    return 1;
  }
  async plain(): Promise<unknown> {
    return this.single();
  }
}

test('a warning for a rule around a call that is retried itself, and none for a default: that is how it is', async () => {
  const found = methods(Nested);
  expect(found['Nested.stated']?.warnings).toEqual([
    'it calls inner, which has 2 retries of its own: where a rule or shouldRetry() of this method matches that failure, attempts multiply',
  ]);
  for (const name of ['inner', 'byDefault', 'around', 'single'])
    expect(found[`Nested.${name}`]?.warnings).toEqual([]);
  for (const [name, calls] of [
    ['stated', 6],
    ['byDefault', 3],
  ] as const) {
    const nested = new Nested();
    await expect(nested[name]()).rejects.toThrow('refused');
    expect(nested.calls).toBe(calls);
  }
});

test('no warning where all is well', () => {
  class Fine {
    http: any;
    @Retry() @Timeout({ attempt: '2s', total: '10s' }) async get() {
      return this.http.get('/');
    }
    @Retry() @Idempotent() @Timeout({ attempt: '2s', total: '10s' }) async add() {
      return this.http.post('/');
    }
    @RetryOn(status(500)) @Timeout({ attempt: '2s', total: '10s' }) async stated() {
      return this.http.post('/');
    }
  }
  expect(explain(Fine).methods.flatMap(({ warnings }) => warnings)).toEqual([]);
});

test('what is configured without effect, and what is switched off', () => {
  class Bare {
    @Timeout('1s') async get(): Promise<unknown> {
      return 1;
    }
  }
  new Bare();
  configure({ '*': { maxRetries: 3 } });
  expect(explain(Bare).methods[0]?.warnings).toEqual([
    "configure('*') sets maxRetries, but nothing is retried here",
  ]);
  configure({ Bare: { enabled: false } });
  expect(explain(Bare).methods[0]).toMatchObject({
    enabled: false,
    pipeline: [],
    worstCase: { attempts: 1 },
  });
  expect(`${explain(Bare)}`).toContain('switched off');
});

test('a policy that is chosen per call is explained for an instance', () => {
  class Chosen {
    patience = 6;
    @Retry((self: Chosen) => ({ maxRetries: self.patience })) async get(): Promise<unknown> {
      return 1;
    }
  }
  expect(settings(explain(Chosen).methods[0]).policy?.[0]).toBe('chosen per call');
  expect(explain(Chosen).methods[0]?.worstCase).toBeUndefined();
  expect(explain(new Chosen()).methods[0]?.worstCase?.attempts).toBe(7);
});

test('a login brings an attempt of its own, and takes what time there is', () => {
  class Tokens {
    @Reauthenticate({ with: 'logIn', maxAge: '30m' })
    @Timeout({ attempt: '1s', total: '10s' })
    async get(): Promise<unknown> {
      return 1;
    }
    async logIn(): Promise<void> {}
  }
  const [method] = explain(Tokens).methods;
  expect(settings(method)).toMatchObject({
    on: ['status(401)', '@Reauthenticate on Tokens.get'],
    with: ['logIn', '@Reauthenticate on Tokens.get'],
    maxAge: [1_800_000, '@Reauthenticate on Tokens.get'],
  });
  expect(method?.worstCase).toMatchObject({ attempts: 2, time: 10_000 });
  configure({ Tokens: { reauthenticate: false } });
  expect(explain(Tokens).methods[0]?.worstCase).toMatchObject({ attempts: 1, time: 1_000 });
});

test('a foreign decorator does not hide a method', () => {
  const foreign = ((first: unknown, _second: unknown, descriptor?: PropertyDescriptor) => {
    const wrapped = (method: unknown) =>
      function (this: unknown, ...args: unknown[]) {
        return (method as (...args: unknown[]) => unknown).apply(this, args);
      };
    return descriptor ? { ...descriptor, value: wrapped(descriptor.value) } : wrapped(first);
  }) as any;
  class Hidden {
    @foreign
    @Retry({ maxRetries: 9 })
    async get(): Promise<unknown> {
      return 1;
    }
  }
  expect(settings(methods(Hidden)['Hidden.get']).maxRetries?.[0]).toBe(9);
});

test.each([class Plain {}, () => 1, {}, null, undefined, 7, 'TodoApi'])('%s is not explained', (target) => {
  expect(() => explain(target as object)).toThrow(ConfigError);
  expect(() => explain(target as object)).toThrow('explain: expected a class with guarded methods');
});
test('a method that is not there is not explained', () => {
  expect(() => explain(TodoApi, 'getItm')).toThrow(
    "explain: no guarded method is called 'getItm'; did you mean 'getItem'?",
  );
});

test('as text it is aligned, and printing it prints the text', () => {
  class Small {
    @Retry({ maxRetries: 1, backoff: constant('1500ms') })
    @Timeout({ attempt: '2s', total: '1h' })
    async get(): Promise<unknown> {
      return 1;
    }
  }
  const text = String(explain(Small));
  expect(text).toBe(
    [
      'Small.get',
      '  total timeout    total        1 h                                     @Timeout on Small.get',
      '  retry            policy       careful default                         @Retry on Small.get',
      '                   POST, PATCH  only if the server cannot have done it  @Retry on Small.get',
      '                   maxRetries   1                                       @Retry on Small.get',
      '                   backoff      constant(1.5s)                          @Retry on Small.get',
      '                   maxHint      1 min                                   default',
      '  attempt timeout  attempt      2 s                                     @Timeout on Small.get',
      '',
      '  delays  retry  min    mean   max',
      '          1      1.5 s  1.5 s  1.5 s',
      '',
      '  worst case  2 attempts, 5.5 s',
      '              2 attempts, 1.17 min, if the server asks to wait',
    ].join('\n'),
  );
  expect(inspect(explain(Small))).toBe(text);
});

test('as JSON it is plain, and no limit is null', () => {
  class Endless {
    @Retry({ maxRetries: Infinity, backoff: constant(0) })
    async get(): Promise<unknown> {
      return 1;
    }
  }
  const explanation = explain(Endless);
  const json = JSON.parse(JSON.stringify(explanation));
  expect(json).toMatchObject({ name: 'Endless', methods: [{ name: 'Endless.get', enabled: true }] });
  expect(json.methods[0].worstCase).toEqual({
    attempts: null,
    time: null,
    withHints: { attempts: null, time: null },
  });
  expect(json.methods[0].pipeline[0].settings).toContainEqual({
    name: 'maxRetries',
    value: null,
    from: '@Retry on Endless.get',
  });
});
