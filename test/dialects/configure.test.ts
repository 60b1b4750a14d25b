import {
  AbortOn,
  Accept,
  AttemptTimeoutError,
  attemptsOf,
  ConfigError,
  configure,
  constant,
  explain,
  has,
  Idempotent,
  type Overrides,
  Resilient,
  Retry,
  RetryOn,
  RetryPolicy,
  status,
  Timeout,
  TotalTimeoutError,
} from 'holdfast';
import { useInstantClock } from 'holdfast/testing';
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest';
import { show } from '../../src/basics/show.js';
import { configuration } from '../../src/configure/state.js';
import { registry } from '../../src/decorators/registry.js';

afterEach(() => void configure({}));
// Methods that other files have left without a class would make any name possible.
beforeEach(() => registry.homeless.clear());

const refused = (): never => {
  throw Object.assign(new Error('refused'), { code: 'ECONNREFUSED' });
};
const soon = constant(1);

class BaseApi {
  @Retry({ backoff: soon, maxRetries: 1 })
  async getItem(): Promise<unknown> {
    return refused();
  }
  @Retry({ backoff: soon, maxRetries: 1 })
  async list(): Promise<unknown> {
    return refused();
  }
}
class TodoApi extends BaseApi {
  @Retry({ backoff: soon, maxRetries: 2 })
  override async getItem(): Promise<unknown> {
    return refused();
  }
  @Retry({ backoff: soon })
  static async ping(): Promise<unknown> {
    return refused();
  }
}
class Bare {
  @Timeout('1h')
  async get(): Promise<unknown> {
    return refused();
  }
}
// The standard dialect tells a method decorator no class: it is known from the first instance on.
const todo = new TodoApi();
const base = new BaseApi();
void new Bare();

const attempts = async (call: () => Promise<unknown>): Promise<number> =>
  attemptsOf(await call().catch((e) => e)).length;

const NOTHING = { maxRetries: 0 };
/** What is configured; attempts of TodoApi.getItem, TodoApi.list, BaseApi.getItem, BaseApi.list. */
test.each<[Overrides, number[]]>([
  [{}, [3, 2, 2, 2]],
  [{ '*': NOTHING }, [1, 1, 1, 1]],
  [{ TodoApi: NOTHING }, [1, 1, 2, 2]],
  [{ 'TodoApi.getItem': NOTHING }, [1, 2, 2, 2]],
  [{ 'TodoApi.list': NOTHING }, [3, 1, 2, 2]],
  [{ BaseApi: NOTHING }, [1, 1, 1, 1]],
  // The override is another method; the inherited one is the same.
  [{ 'BaseApi.getItem': NOTHING }, [3, 2, 1, 2]],
  [{ 'BaseApi.list': NOTHING }, [3, 1, 2, 1]],
  [{ '*': NOTHING, TodoApi: { maxRetries: 4 } }, [5, 5, 1, 1]],
  [{ 'TodoApi.getItem': { maxRetries: 5 }, TodoApi: { maxRetries: 4 }, '*': NOTHING }, [6, 5, 1, 1]],
  [{ BaseApi: { maxRetries: 4 }, TodoApi: NOTHING }, [1, 1, 5, 5]],
  [{ 'BaseApi.list': { maxRetries: 4 }, TodoApi: NOTHING }, [1, 5, 2, 5]],
  [{ enabled: false }, [1, 1, 1, 1]],
  [{ enabled: false, 'TodoApi.getItem': { enabled: true } }, [1, 1, 1, 1]],
  [{ '*': { enabled: false }, 'TodoApi.getItem': { enabled: true } }, [3, 1, 1, 1]],
  [{ TodoApi: { retry: false } }, [1, 1, 2, 2]],
  [{ TodoApi: { retry: { enabled: false } }, 'TodoApi.list': { retry: true } }, [1, 2, 2, 2]],
  [{ TodoApi: { retry: { maxRetries: 3 } } }, [4, 4, 2, 2]],
])('%j', async (overrides, expected) => {
  configure(overrides);
  const seen = [];
  for (const api of [todo, base]) {
    seen.push(await attempts(() => api.getItem()), await attempts(() => api.list()));
  }
  expect(seen).toEqual(expected);
});

test('static methods have names too', async () => {
  configure({ 'TodoApi.ping': NOTHING });
  expect(await attempts(() => TodoApi.ping())).toBe(1);
});

test('the next call goes by it, one that is under way does not; undo brings back what was there', async () => {
  const clock = useInstantClock();
  onTestFinished(clock.restore);
  class Slow {
    undo: (() => void) | undefined;
    @Retry({ backoff: constant('1h') })
    async get(): Promise<unknown> {
      this.undo ??= configure({ 'Slow.get': { maxRetries: 0, backoff: constant('2h') } });
      return refused();
    }
  }
  const slow = new Slow();
  expect(await attempts(() => slow.get())).toBe(4);
  expect(clock.waits).toEqual([3_600_000, 3_600_000, 3_600_000]);
  expect(await attempts(() => slow.get())).toBe(1);
  slow.undo?.();
  expect(await attempts(() => slow.get())).toBe(4);
});

test('an undo that comes after another configure changes nothing', async () => {
  const undo = configure({ '*': NOTHING });
  configure({ '*': { maxRetries: 7 } });
  undo();
  expect(await attempts(() => todo.getItem())).toBe(8);
});

test('each set replaces the one before as a whole', async () => {
  configure({ 'TodoApi.getItem': { maxRetries: 5 } });
  configure({ 'TodoApi.list': { maxRetries: 5 } });
  expect(await attempts(() => todo.getItem())).toBe(3);
});

test('each limit is replaced by itself, and is there without @Timeout too', async () => {
  const clock = useInstantClock();
  onTestFinished(clock.restore);
  class Hanging {
    @Timeout({ attempt: '1h', total: '2h' })
    @Retry({ backoff: constant('1m') })
    get(): Promise<unknown> {
      return new Promise(() => {});
    }
    @Retry({ maxRetries: 0 })
    bare(): Promise<unknown> {
      return new Promise(() => {});
    }
  }
  const hanging = new Hanging();
  configure({ Hanging: { timeout: { total: '30m' } }, 'Hanging.bare': { timeout: '1s' } });
  const error: any = await hanging.get().catch((e) => e);
  expect([error instanceof TotalTimeoutError, error.limit]).toEqual([true, 1_800_000]);
  expect(await hanging.bare().catch((e) => e)).toMatchObject({ limit: 1_000 });
  expect(await hanging.bare().catch((e) => e)).toBeInstanceOf(AttemptTimeoutError);
  configure({ Hanging: { timeout: false, retry: false } });
  const before = clock.now;
  void hanging.get();
  await new Promise((resolve) => setTimeout(resolve, 10));
  expect(clock.now).toBe(before);
});

test('numbers change policies of every kind: options, classes, one chosen per call, rules', async () => {
  class Mine extends RetryPolicy {
    override maxRetries = 5;
    override delay = () => 2;
  }
  class Kinds {
    @Retry(Mine)
    async ofClass(): Promise<unknown> {
      return refused();
    }
    @Retry(() => new Mine())
    async chosen(): Promise<unknown> {
      return refused();
    }
    @RetryOn(() => true, { backoff: soon })
    async byRule(): Promise<unknown> {
      return refused();
    }
    @RetryOn(() => true, { maxRetries: 1, backoff: soon })
    async counted(): Promise<unknown> {
      return refused();
    }
  }
  const kinds = new Kinds();
  const all = async () => {
    const errors = [];
    for (const name of ['ofClass', 'chosen', 'byRule', 'counted'] as const)
      errors.push(await kinds[name]().catch((e) => e));
    return errors.map((error) => attemptsOf(error).map((a) => a.delay));
  };
  configure({ Kinds: { maxRetries: 2 } });
  expect(await all()).toEqual([
    [2, 2, undefined],
    [2, 2, undefined],
    [1, 1, undefined],
    [1, undefined], // a counter of its own
  ]);
  configure({ Kinds: { maxRetries: 1, backoff: constant(3) } });
  expect(await all()).toEqual([
    [3, undefined],
    [3, undefined],
    [1, undefined],
    [1, undefined],
  ]);
});

test('strategies can be switched off one by one', async () => {
  class Strict {
    calls = 0;
    keys = 0;
    @Accept(has('summary'))
    @RetryOn(status(500), { backoff: soon })
    @AbortOn(status(404))
    @Idempotent({ key: 'mine' })
    async get(): Promise<unknown> {
      this.calls += 1;
      return { status: 500, headers: {}, data: {} };
    }
  }
  const strict = new Strict();
  configure({ Strict: { retry: false } });
  await expect(strict.get()).rejects.toThrow("has('summary')");
  expect(strict.calls).toBe(1);
  configure({ Strict: { retry: { enabled: false }, accept: false } });
  expect(await strict.get()).toMatchObject({ status: 500 });
  configure({ Strict: { enabled: false } });
  expect(await strict.get()).toMatchObject({ status: 500 });
});

test('what is guarded by its class alone has a name, and what is inherited by it', async () => {
  class Plain {
    async one(): Promise<unknown> {
      return refused();
    }
  }
  @Resilient({ maxRetries: 2, backoff: soon })
  class Guarded extends Plain {
    async two(): Promise<unknown> {
      return refused();
    }
  }
  const guarded = new Guarded();
  configure({ 'Guarded.one': NOTHING, 'Guarded.two': { maxRetries: 1 } });
  expect([await attempts(() => guarded.one()), await attempts(() => guarded.two())]).toEqual([1, 2]);
});

test('no retries are added where there are none', async () => {
  configure({ '*': { maxRetries: 5 }, Bare: { retry: { maxRetries: 5 } } });
  expect(await attempts(() => new Bare().get())).toBe(1);
});

test.each<[unknown, string]>([
  [
    { 'TodoApi.getItm': NOTHING },
    "no guarded class or method is called 'TodoApi.getItm'; did you mean 'TodoApi.getItem'?",
  ],
  [{ 'TodoApi.lst': NOTHING }, "did you mean 'TodoApi.list'?"],
  [{ TodoApy: NOTHING }, "did you mean 'TodoApi'?"],
  [{ 'Todoapi.getItem': NOTHING }, "did you mean 'TodoApi.getItem'?"],
  [{ Unheard: NOTHING }, "called 'Unheard'; if its class is loaded later, pass { pending: true }"],
  [
    { 'Unheard.qqqqqq': NOTHING },
    "called 'Unheard.qqqqqq'; if its class is loaded later, pass { pending: true }",
  ],
  [
    { 'TodoApi.getItem': { maxRetry: 1 } },
    "configure: 'TodoApi.getItem': unknown option 'maxRetry' (1); did you mean 'maxRetries'?",
  ],
  [
    { TodoApi: { timeout: { totl: 1 } } },
    "configure: 'TodoApi': option 'timeout': unknown option 'totl' (1); did you mean 'total'?",
  ],
  [
    { TodoApi: { retry: { zzzzzz: 1 } } },
    'known are enabled, maxRetries, maxDuration, maxHint, backoff, onExhausted',
  ],
  [{ TodoApi: { maxRetries: -1 } }, "configure: 'TodoApi': option 'maxRetries': expected a whole number"],
  [
    { TodoApi: { maxRetries: '5' } },
    'option \'maxRetries\': expected a whole number of at least 0, or Infinity, got "5"',
  ],
  [{ TodoApi: { timeout: 0 } }, "option 'timeout': expected a duration above zero, got 0"],
  [
    { TodoApi: { enabled: 'no' } },
    "configure: 'TodoApi': option 'enabled': expected true or false, got \"no\"",
  ],
  [{ TodoApi: { onExhausted: 'ignore' } }, "expected 'throw' or 'return'"],
  [
    { TodoApi: { backoff: { exponentiell: {} } } },
    "option 'backoff': expected a backoff, or an object with the options of one of constant",
  ],
  [{ TodoApi: { backoff: { exponential: {} } } }, "option 'backoff': exponential: option 'initial'"],
  ...[7, null, {}, { constant: 1, linear: {} }, { toString: {} }].map((bad): [unknown, string] => [
    { TodoApi: { backoff: bad } },
    "configure: 'TodoApi': option 'backoff': expected a backoff, or an object with the options of one of constant, " +
      `decorrelated, exponential, fibonacci, linear, pcpi, pdpyras, sequence, urllib3, got ${show(bad)}`,
  ]),
  [
    { TodoApi: { accept: 'x' } },
    "configure: 'TodoApi': option 'accept': expected an object of options, got \"x\"",
  ],
  [{ '.nothing': NOTHING }, "no guarded class or method is called '.nothing'"],
  [{ 'TodoApi.': NOTHING }, "no guarded class or method is called 'TodoApi.'"],
  [{ TodoApi: true }, "configure: 'TodoApi': expected an object of options, got true"],
  [{ enabled: 0 }, "configure: option 'enabled': expected true or false, got 0"],
  ['{', 'configure: expected JSON, got "{"'],
  [undefined, 'configure: expected an object of options, got undefined'],
  [new Map([['TodoApi', NOTHING]]), 'configure: expected an object of options, got an object of type Map'],
])('%j is refused, and all stays as it was', async (bad, message) => {
  configure({ 'TodoApi.getItem': { maxRetries: 6 } });
  const { generation } = configuration;
  const attempt = () => configure([{ '*': NOTHING }, bad as Overrides]);
  expect(attempt).toThrow(ConfigError);
  expect(attempt).toThrow(message);
  expect(configuration.generation).toBe(generation);
  expect(await attempts(() => todo.getItem())).toBe(7);
});

test('an error names its cause', () => {
  const refusal = (bad: Overrides | string): Error => {
    try {
      configure(bad);
    } catch (error) {
      return error as Error;
    }
    throw new Error('it was accepted');
  };
  expect(refusal('{').cause).toBeInstanceOf(SyntaxError);
  expect(refusal({ TodoApi: { backoff: { exponential: {} } } }).cause).toBeInstanceOf(ConfigError);
});

test('what is undefined says nothing', async () => {
  configure({
    TodoApi: undefined,
    BaseApi: { maxRetries: undefined, timeout: { total: undefined }, retry: undefined, enabled: undefined },
  } as never);
  expect(await attempts(() => todo.getItem())).toBe(3);
});

test('a response that was refused is returned where configure says so, and only where something is retried', async () => {
  class Picky {
    @Accept(has('summary'))
    @Retry({ maxRetries: 0 })
    async retried(): Promise<unknown> {
      return { status: 200, headers: {}, data: {} };
    }
    @Accept(has('summary'))
    async once(): Promise<unknown> {
      return { status: 200, headers: {}, data: {} };
    }
  }
  const picky = new Picky();
  configure({ Picky: { onExhausted: 'return' } });
  expect(await picky.retried()).toMatchObject({ status: 200 });
  await expect(picky.once()).rejects.toThrow("has('summary')");
  configure({ Picky: { onExhausted: 'throw' } });
  await expect(picky.retried()).rejects.toThrow("has('summary')");
});

test('a limit that is switched off for a class stays off, whatever is said of all', () => {
  configure({ '*': { timeout: '1s' }, TodoApi: { timeout: false } });
  const strategies = (target: object) =>
    explain(target, 'getItem').methods[0]?.pipeline.map(({ strategy }) => strategy);
  expect(strategies(BaseApi)).toEqual(['retry', 'attempt timeout']);
  expect(strategies(TodoApi)).toEqual(['retry']);
});

test('what has no name of its own is called by none', async () => {
  const names = ['', 'Object', '.getItem', 'Object.getItem'];
  configure(Object.fromEntries(names.map((name) => [name, NOTHING])), { pending: true });
  expect(await attempts(() => todo.getItem())).toBe(3);
  expect(await attempts(() => TodoApi.ping())).toBe(4);
});

test('a borrowed method goes by the name of the object on which it is called', async () => {
  class Borrower {}
  const call = () => todo.getItem.call(new Borrower() as never);
  expect(await attempts(call)).toBe(3);
  configure({ 'Borrower.getItem': NOTHING });
  expect(await attempts(call)).toBe(1);
});

test('a class that inherits from one without policies has the names of its own methods only', () => {
  class Plain {
    url() {}
  }
  class Guarded extends Plain {
    @Retry()
    async get(): Promise<unknown> {
      return 1;
    }
  }
  new Guarded();
  expect(() => configure({ 'Guarded.nope': NOTHING })).toThrow(
    "no guarded class or method is called 'Guarded.nope'",
  );
});

test('classes that are loaded later take what waits for them', async () => {
  configure({ 'Later.get': NOTHING, Later: { timeout: '5s' } }, { pending: true });
  class Later {
    @Retry({ backoff: soon })
    async get(): Promise<unknown> {
      return refused();
    }
  }
  expect(await attempts(() => new Later().get())).toBe(1);
});

test('a method is known before the first instance of its class is', () => {
  class Uninstantiated {
    @Retry()
    async fetchAll(): Promise<unknown> {
      return 1;
    }
  }
  configure({ 'Uninstantiated.fetchAll': NOTHING, Uninstantiated: NOTHING });
  expect(() => configure({ 'Uninstantiated.fetchAl': NOTHING })).toThrow(
    "did you mean 'Uninstantiated.fetchAll'?",
  );
  // It may be the class of that method, but is more like another.
  expect(() => configure({ TodoApy: NOTHING })).toThrow("did you mean 'TodoApi'?");
  void Uninstantiated;
});

test('so it is where another class of that name has been instantiated', async () => {
  class Other {
    @Retry()
    async list(): Promise<unknown> {
      return 1;
    }
  }
  // Two of one name in one file would be renamed by the compiler.
  Object.defineProperty(Other, 'name', { value: 'Namesake' });
  new Other();
  class Namesake {
    @Retry({ backoff: soon })
    async fetchOne(): Promise<unknown> {
      return refused();
    }
  }
  configure({ 'Namesake.fetchOne': NOTHING });
  expect(await attempts(() => new Namesake().fetchOne())).toBe(1);
  expect(() => configure({ 'Namesake.fetchTwo': NOTHING })).toThrow("did you mean 'Namesake.fetchOne'?");
});

test('what is said about names that are not known yet is yes or no', () => {
  expect(() => configure({}, { pendng: true } as never)).toThrow("configure: unknown option 'pendng' (true)");
  const attempt = () => configure({ Unheard: NOTHING }, { pending: 'no' as never });
  expect(attempt).toThrow('configure: option \'pending\': expected true or false, got "no"');
});

test('JSON says all of it, in text or parsed', async () => {
  const clock = useInstantClock();
  onTestFinished(clock.restore);
  const text =
    '{ "TodoApi": { "maxRetries": 2, "backoff": { "sequence": ["1m", "2m"] } }, "*": { "maxHint": "5s" } }';
  for (const source of [text, JSON.parse(text)]) {
    const before = clock.waits.length;
    configure(source);
    await attempts(() => todo.getItem());
    expect(clock.waits.slice(before)).toEqual([60_000, 120_000]);
  }
  configure('{ "TodoApi.getItem": { "maxRetries": "Infinity", "maxDuration": "10ms" } }');
  expect(await attempts(() => todo.getItem())).toBe(10);
});

test('of several sets a later one wins, option by option', async () => {
  const file: Overrides = {
    'TodoApi.getItem': { maxRetries: 5, backoff: constant(0) },
    TodoApi: { maxRetries: 4 },
  };
  configure([file, '{ "TodoApi.getItem": { "maxRetries": 0 } }']);
  expect([await attempts(() => todo.getItem()), await attempts(() => todo.list())]).toEqual([1, 5]);
});
