import { expect, test, vi } from 'vitest';
import { ConfigError } from '../../src/errors.js';
import { rejected, returned, threw } from '../../src/outcome.js';
import { body, describe, result } from '../../src/predicates/index.js';
import fc, { same } from '../support/properties.js';
import { ask, thenable } from './asking.js';

const response = (status: number, data: unknown) => ({ status, headers: {}, data });

test('body gets the parsed body, result what the method returned', () => {
  const value = response(200, { state: 'pending' });
  const seen: unknown[] = [];
  const see = (what: unknown) => seen.push(what) > 0;
  expect(ask(body(see), returned(value))).toBe(true);
  expect(ask(result(see), returned(value))).toBe(true);
  expect(ask(body(see), returned('plain'))).toBe(true);
  expect(ask(result(see), returned('plain'))).toBe(true);
  expect(ask(body(see), returned(undefined))).toBe(true);
  expect(seen).toEqual([value.data, value, 'plain', 'plain', undefined]);
});

test('after a throw there is no result, and a body only if a response came', () => {
  const fn = vi.fn(() => true);
  expect(ask(result(fn), threw({ response: response(503, 'busy') }))).toBe(false);
  expect(ask(result(fn), threw(undefined))).toBe(false);
  expect(ask(body(fn), threw(new Error('reset')))).toBe(false);
  expect(ask(body(fn), threw(undefined))).toBe(false);
  expect(fn).not.toHaveBeenCalled();
  expect(ask(body(fn), threw({ response: response(503, 'busy') }))).toBe(true);
  expect(fn).toHaveBeenCalledExactlyOnceWith('busy');
});

test('what something else has rejected already is still looked at', () => {
  const outcome = rejected(returned(response(200, 'busy')), 'rejected');
  expect(
    ask(
      body((text) => text === 'busy'),
      outcome,
    ),
  ).toBe(true);
  expect(
    ask(
      result<{ status: number }>(({ status }) => status === 200),
      outcome,
    ),
  ).toBe(true);
});

test('any answer counts by its truth, once it has come', async () => {
  await fc.assert(
    fc.asyncProperty(fc.anything(), async (said) => {
      for (const make of [body, result]) {
        same(
          ask(
            make(() => said as boolean),
            returned(1),
          ),
          Boolean(said),
        );
        const late = ask(
          make(async () => said as boolean),
          returned(1),
        );
        same(late instanceof Promise, true);
        same(await late, Boolean(said));
      }
    }),
  );
});

test('a thenable of another library is awaited', async () => {
  expect(
    await ask(
      body(() => thenable(false) as never),
      returned(1),
    ),
  ).toBe(false);
});

test('what the function throws passes through', async () => {
  const carelessly = body<{ a: { b: boolean } }>((x) => x.a.b);
  expect(() => ask(carelessly, returned('<html>'))).toThrow(TypeError);
  expect(() =>
    ask(
      body((x) => 'id' in (x as object)),
      returned('<html>'),
    ),
  ).toThrow(TypeError);
  const problem = new Error('no');
  await expect(
    ask(
      result(() => Promise.reject(problem)),
      returned(1),
    ),
  ).rejects.toBe(problem);
});

test('what is not a function is refused', () => {
  for (const make of [body, result]) {
    for (const bad of [undefined, null, 'state', { a: 1 }, true]) {
      expect(() => make(bad as never)).toThrow(ConfigError);
      expect(() => make(bad as never)).toThrow(new RegExp(`^${make.name}: expected a function, got `));
    }
  }
});

test('they read as they were written', () => {
  const isPending = (x: unknown) => x === 'pending';
  expect(describe(body(isPending))).toBe('body(isPending)');
  expect(describe(body((x) => x === 1))).toBe('body(a function)');
  expect(describe(result((x) => x === 1))).toBe('result(a function)');
});
