import { AxiosError } from 'axios';
import { expect, test } from 'vitest';
import { ZodError } from 'zod';
import {
  AttemptTimeoutError,
  ConfigError,
  HoldfastError,
  ResponseRejectedError,
  TimeoutError,
  TotalTimeoutError,
} from '../../src/errors.js';
import { rejected, returned, threw } from '../../src/outcome.js';
import { describe, errorCode, thrown } from '../../src/predicates/index.js';
import { ask } from './asking.js';

class PaymentError extends Error {
  readonly code = 'E_PAYMENT';
}
const wrapped = new Error('outer', {
  cause: new TypeError('fetch failed', { cause: new PaymentError('inner') }),
});
const gathered = new AggregateError([new Error('a'), new RangeError('b', { cause: new PaymentError('c') })]);

test('an error is known by its class and its code, also as a cause and among several', () => {
  for (const error of [new PaymentError(), wrapped, gathered]) {
    expect(ask(thrown(PaymentError), threw(error))).toBe(true);
    expect(ask(errorCode('E_PAYMENT'), threw(error))).toBe(true);
    expect(ask(thrown(SyntaxError), threw(error))).toBe(false);
    expect(ask(errorCode('E_OTHER', 'PAYMENT'), threw(error))).toBe(false);
  }
  expect(ask(thrown(SyntaxError, TypeError), threw(wrapped))).toBe(true);
  expect(ask(errorCode('E_OTHER', 'E_PAYMENT'), threw(wrapped))).toBe(true);
});

test('abstract, branded and foreign classes work like any other', () => {
  const late = new AttemptTimeoutError('x', 1);
  expect(ask(thrown(HoldfastError), threw(late))).toBe(true);
  expect(ask(thrown(TimeoutError), threw(late))).toBe(true);
  expect(ask(thrown(TotalTimeoutError), threw(late))).toBe(false);
  expect(ask(thrown(HoldfastError), threw(new ConfigError('x')))).toBe(true);
  expect(ask(thrown(ResponseRejectedError), threw(new ResponseRejectedError('x', 'y', {})))).toBe(true);
  expect(ask(thrown(AxiosError), threw(new AxiosError('x', 'ECONNRESET')))).toBe(true);
  expect(ask(thrown(ZodError), threw(new ZodError([])))).toBe(true);
  expect(ask(thrown(DOMException), threw(new DOMException('x')))).toBe(true);
});

test('one that another copy of the package threw is recognised', () => {
  const foreign = Object.create(Error.prototype, {
    [Symbol.for('holdfast.error')]: { value: ['AttemptTimeoutError', 'TimeoutError', 'HoldfastError'] },
  });
  expect(ask(thrown(TimeoutError), threw(foreign))).toBe(true);
});

test('what is returned was not thrown, even if it is an error or was rejected', () => {
  for (const outcome of [returned(new PaymentError()), rejected(returned(new PaymentError()), 'rejected')]) {
    expect(ask(thrown(PaymentError), outcome)).toBe(false);
    expect(ask(errorCode('E_PAYMENT'), outcome)).toBe(false);
  }
});

test.each([undefined, null, 'E_PAYMENT', 7, Symbol('x'), () => {}])('throwing %s is no matter', (error) => {
  expect(ask(thrown(Error), threw(error))).toBe(false);
  expect(ask(errorCode('E_PAYMENT'), threw(error))).toBe(false);
});

test('a circle of causes comes to an end', () => {
  const circle = new Error('x');
  circle.cause = new AggregateError([circle, circle]);
  expect(ask(thrown(PaymentError), threw(circle))).toBe(false);
  expect(ask(errorCode('E_PAYMENT'), threw(circle))).toBe(false);
});

test('what tells its instances by itself is as good as a class', () => {
  const withCode = { [Symbol.hasInstance]: (it: object) => 'code' in it };
  expect(ask(thrown(withCode as never), threw(wrapped))).toBe(true);
  expect(ask(thrown(withCode as never), threw(new Error('x')))).toBe(false);
  expect(describe(thrown(withCode as never))).toBe('thrown(a class)');
});

test.each([undefined, null, 'TypeError', {}, () => true, new Error('x')])('thrown(%s) is refused', (what) => {
  expect(() => thrown(what as never)).toThrow(ConfigError);
  expect(() => thrown(Error, what as never)).toThrow(/^thrown: expected a class of errors, got /);
});

test.each([undefined, null, '', 7, /E/, ['ECONNRESET']])('errorCode(%j) is refused', (code) => {
  expect(() => errorCode('ECONNRESET', code as never)).toThrow(ConfigError);
  expect(() => errorCode(code as never)).toThrow(/^errorCode: expected a code such as 'ECONNRESET', got /);
});

test('something has to be named', () => {
  expect(() => thrown()).toThrow(new ConfigError('thrown: expected at least one class, got none'));
  expect(() => errorCode()).toThrow(new ConfigError('errorCode: expected at least one code, got none'));
});

test('they read as they were written', () => {
  expect(describe(thrown(PaymentError, TypeError))).toBe('thrown(PaymentError, TypeError)');
  expect(describe(thrown(class extends Error {}))).toBe('thrown(a class)');
  expect(describe(errorCode('ECONNRESET', 'EPIPE'))).toBe("errorCode('ECONNRESET', 'EPIPE')");
});
