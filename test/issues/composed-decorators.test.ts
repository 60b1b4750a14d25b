/**
 * What makes one decorator of several, as NestJS' `applyDecorators` does, hands the same descriptor to each and drops what
 * they return: a method that was decorated so had lost its policy, and nobody was told.
 */
import 'reflect-metadata';
import { applyDecorators, HttpCode } from '@nestjs/common';
import { AbortOn, attemptsOf, Backoff, constant, errorCode, Retry } from 'holdfast';
import { expect, test } from 'vitest';

/** What tsc makes of a decorated method under `experimentalDecorators`. */
function decorate(Class: new () => object, key: string, ...decorators: readonly MethodDecorator[]): void {
  let descriptor = Object.getOwnPropertyDescriptor(Class.prototype, key) as PropertyDescriptor;
  for (const each of decorators.toReversed())
    descriptor = each(Class.prototype, key, descriptor) ?? descriptor;
  Object.defineProperty(Class.prototype, key, descriptor);
}

const failing = () =>
  class Api {
    runs = 0;
    async get(): Promise<void> {
      this.runs += 1;
      throw Object.assign(new Error('refused'), { code: 'ECONNREFUSED' });
    }
  };

test('decorators that applyDecorators has put into one guard the method', async () => {
  const Api = failing();
  decorate(Api, 'get', applyDecorators(Retry({ maxRetries: 2 }), HttpCode(202), Backoff(constant(0))));
  const api = new Api();
  const error = await api.get().catch((thrown) => thrown);
  expect([api.runs, attemptsOf(error).length]).toEqual([3, 3]);
  expect(Reflect.getMetadata('__httpCode__', api.get)).toBe(202);
});

test('such a one stands beside others, and in one of its own kind', async () => {
  const Api = failing();
  const careful = applyDecorators(Retry({ maxRetries: 2 }), Backoff(constant(0)));
  decorate(Api, 'get', AbortOn(errorCode('ETIMEDOUT')) as MethodDecorator, applyDecorators(careful));
  const api = new Api();
  await expect(api.get()).rejects.toThrow('refused');
  expect(api.runs).toBe(3);
});
