import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import * as general from '../src/errors.js';
import * as requests from '../src/http/errors.js';
import { AuthenticationError } from '../src/policies/reauthenticate/authentication-error.js';
import { anotherCopy } from './support/copies.js';

const { AttemptTimeoutError, ConfigError, HoldfastError, ResponseRejectedError, TotalTimeoutError } = general;
type Errors = typeof classes;
type Made = InstanceType<typeof HoldfastError> | InstanceType<typeof ConfigError>;

const classes = { ...general, ...requests, AuthenticationError };
const copy: Errors = {
  ...(await anotherCopy<typeof general>('errors')),
  ...(await anotherCopy<typeof requests>('http/errors')),
  ...(await anotherCopy<{ AuthenticationError: typeof AuthenticationError }>(
    'policies/reauthenticate/authentication-error',
  )),
};
const CAUSE = new Error('the last failure');
const options = { cause: CAUSE };

/** One of each, made by the given copy of the package: what it is besides a HoldfastError, its code, and how to make it. */
const kinds = (errors: Errors): Record<string, { is?: string; code: string; make: () => Made }> => ({
  AttemptTimeoutError: {
    is: 'TimeoutError',
    code: 'ERR_HOLDFAST_ATTEMPT_TIMEOUT',
    make: () => new errors.AttemptTimeoutError('too slow', 250, options),
  },
  TotalTimeoutError: {
    is: 'TimeoutError',
    code: 'ERR_HOLDFAST_TOTAL_TIMEOUT',
    make: () => new errors.TotalTimeoutError('too slow', 250, options),
  },
  ConnectTimeoutError: {
    is: 'TimeoutError',
    code: 'ERR_HOLDFAST_CONNECT_TIMEOUT',
    make: () => new errors.ConnectTimeoutError('too slow', 250, options),
  },
  IdleTimeoutError: {
    is: 'TimeoutError',
    code: 'ERR_HOLDFAST_IDLE_TIMEOUT',
    make: () => new errors.IdleTimeoutError('too slow', 250, options),
  },
  QueueTimeoutError: {
    is: 'TimeoutError',
    code: 'ERR_HOLDFAST_QUEUE_TIMEOUT',
    make: () => new errors.QueueTimeoutError('too slow', 250, options),
  },
  ResponseRejectedError: {
    code: 'ERR_HOLDFAST_RESPONSE_REJECTED',
    make: () => new errors.ResponseRejectedError('too slow', "missing('a')", { value: 1 }, options),
  },
  AuthenticationError: {
    code: 'ERR_HOLDFAST_AUTHENTICATION',
    make: () => new errors.AuthenticationError('too slow', { status: 401 }, options),
  },
  CooldownError: {
    code: 'ERR_HOLDFAST_COOLDOWN',
    make: () => new errors.CooldownError('too slow', 250, options),
  },
  BodyNotReplayableError: {
    code: 'ERR_HOLDFAST_BODY_NOT_REPLAYABLE',
    make: () => new errors.BodyNotReplayableError('too slow', options),
  },
  ConfigError: {
    code: 'ERR_HOLDFAST_CONFIG',
    make: () => new errors.ConfigError('too slow', options),
  },
});

const ours = kinds(classes);

describe.each(Object.entries(ours))('%s', (name, { is, code, make }) => {
  test('has its name, its code, its message and its cause', () => {
    const error = make();
    expect([error.name, error.code, error.message, error.cause]).toEqual([name, code, 'too slow', CAUSE]);
    expect(error).toBeInstanceOf(Error);
    expect(String(error)).toBe(`${name}: too slow`);
    expect(error.stack?.split('\n')[0]).toBe(`${name}: too slow`);
    // Not in the way of those who print an error's own properties.
    expect(Object.keys(error)).not.toContain('name');
    const listed: string[] = [];
    for (const key in error) listed.push(key);
    expect(listed).toEqual(Object.keys(error));
  });

  test('is told in JSON with its name, its message and what else is known, but for objects', () => {
    const error = make();
    const { code, limit, reason, retryAfter } = error as Made & Record<string, unknown>;
    const facts = { name, message: 'too slow', code, limit, reason, retryAfter };
    expect(JSON.parse(JSON.stringify({ error }))).toEqual({ error: JSON.parse(JSON.stringify(facts)) });
    expect(JSON.stringify(Object.assign(make(), { config: { token: 'hush' } }))).not.toContain('hush');
  });

  test('is what it is, and nothing else', () => {
    const expected = [name, is, 'HoldfastError'].filter(Boolean).sort();
    const error = make();
    expect(namesOf(error, classes)).toEqual(expected);
    expect(HoldfastError.is(error)).toBe(true);
  });

  test('is recognised by another copy of the package, and the other way round', () => {
    const theirs = kinds(copy)[name]!.make();
    const expected = [name, is, 'HoldfastError'].filter(Boolean).sort();
    expect(theirs.constructor).not.toBe(make().constructor);
    expect(namesOf(theirs, classes)).toEqual(expected);
    expect(namesOf(make(), copy)).toEqual(expected);
    expect([HoldfastError.is(theirs), copy.HoldfastError.is(make())]).toEqual([true, true]);
  });
});

/** The classes of which `error` is an instance. */
const namesOf = (error: unknown, among: object): string[] =>
  Object.entries(among)
    .filter(([name, type]) => name.endsWith('Error') && error instanceof type)
    .map(([name]) => name)
    .sort();

test.each(Object.keys(ours).filter((name) => ours[name]?.is === 'TimeoutError'))(
  '%s has its limit',
  (name) => {
    expect(ours[name]!.make()).toMatchObject({ limit: 250 });
  },
);

test('an error without a cause has none', () => {
  expect('cause' in new TotalTimeoutError('x', 1)).toBe(false);
  expect('cause' in new ConfigError('x')).toBe(false);
});

test('a refused response is there, untouched, but not printed', () => {
  const response = { status: 200, data: { secret: 'hush' } };
  const error = new ResponseRejectedError('refused', "missing('id')", { response, value: response.data });
  expect(error.response).toBe(response);
  expect(error.value).toBe(response.data);
  expect(error.reason).toBe("missing('id')");
  expect(Object.keys(error).sort()).toEqual(['code', 'reason']);
  expect(JSON.stringify(error)).not.toContain('hush');
  expect(inspect(error, { depth: Infinity })).not.toContain('hush');
});

test('a refused response can be taken away again, by those who must not keep it', () => {
  const error = new ResponseRejectedError('refused', "missing('id')", { response: {}, value: {} });
  expect(['response', 'value'].map((name) => Reflect.deleteProperty(error, name))).toEqual([true, true]);
  expect([error.response, error.value]).toEqual([undefined, undefined]);
});

test('what was refused without a response is the value', () => {
  const value = { id: 7 };
  const error = new ResponseRejectedError('refused', "missing('name')", { value });
  expect([error.response, error.value]).toEqual([value, value]);
  const nothing = new ResponseRejectedError('refused', 'isValid', {});
  expect([nothing.response, nothing.value]).toEqual([undefined, undefined]);
});

test('only what there is caused an error', () => {
  const { causedBy } = general;
  expect('cause' in new ConfigError('x', causedBy(undefined))).toBe(false);
  for (const cause of [null, 0, '', CAUSE])
    expect(new ConfigError('x', causedBy(cause))).toHaveProperty('cause', cause);
});

test('the error for what nobody takes says where, what would do, and what it was', () => {
  const error = general.unexpected("@Timeout: option 'total'", 'a duration above zero', '0s');
  expect(error).toBeInstanceOf(ConfigError);
  expect(error.message).toBe('@Timeout: option \'total\': expected a duration above zero, got "0s"');
});

test('ConfigError is a TypeError, of whichever copy', () => {
  expect(new ConfigError('x')).toBeInstanceOf(TypeError);
  expect(new copy.ConfigError('x')).toBeInstanceOf(TypeError);
  expect(new AttemptTimeoutError('x', 1)).not.toBeInstanceOf(TypeError);
});

test.each([
  undefined,
  null,
  0,
  'HoldfastError',
  Symbol.for('holdfast.error'),
  () => {},
  {},
  Object.create(null),
  new Error('x'),
  new TypeError('x'),
  new DOMException('x', 'TimeoutError'),
  Object.assign(new Error('x'), { name: 'HoldfastError', code: 'ERR_HOLDFAST_CONFIG' }),
  { [Symbol.for('holdfast.error')]: 'HoldfastError' },
  { [Symbol.for('holdfast.error')]: ['SomethingNewer'] },
])('what is no holdfast error is not taken for one: %#', (value) => {
  expect(namesOf(value, classes)).toEqual([]);
  expect(HoldfastError.is(value)).toBe(false);
});

describe('the subclass of a user', () => {
  class SlowReport extends AttemptTimeoutError {
    override name = 'SlowReport';
  }
  class QuotaError extends HoldfastError {
    readonly code = 'ERR_QUOTA';
  }
  class BadRecipe extends ConfigError {}

  test('is told apart from what it extends', () => {
    expect(new SlowReport('x', 1)).toBeInstanceOf(SlowReport);
    expect(new AttemptTimeoutError('x', 1)).not.toBeInstanceOf(SlowReport);
    expect(new copy.AttemptTimeoutError('x', 1)).not.toBeInstanceOf(SlowReport);
    expect(new ConfigError('x')).not.toBeInstanceOf(BadRecipe);
    expect(new SlowReport('x', 1)).not.toBeInstanceOf(QuotaError);
    for (const value of [undefined, null, 1, 'SlowReport', {}]) {
      expect((value as unknown) instanceof SlowReport).toBe(false);
    }
  });

  test('is also what it extends, in both copies', () => {
    for (const errors of [classes, copy]) {
      expect(namesOf(new SlowReport('x', 1), errors)).toEqual([
        'AttemptTimeoutError',
        'HoldfastError',
        'TimeoutError',
      ]);
      expect(namesOf(new QuotaError('x'), errors)).toEqual(['HoldfastError']);
      expect(namesOf(new BadRecipe('x'), errors)).toEqual(['ConfigError', 'HoldfastError']);
    }
    expect(HoldfastError.is(new QuotaError('x'))).toBe(true);
  });

  test('may have a name of its own', () => {
    expect(String(new SlowReport('x', 1))).toBe('SlowReport: x');
    expect(new QuotaError('x').code).toBe('ERR_QUOTA');
  });
});
