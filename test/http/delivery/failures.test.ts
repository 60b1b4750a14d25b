import type { AxiosResponse, InternalAxiosRequestConfig } from 'axios';
import { expect, test } from 'vitest';
import { withResponse } from '../../../src/http/delivery/failures.js';

const config = {} as InternalAxiosRequestConfig;
const response = { request: {} } as AxiosResponse;

test('an error that says by null that it has no cause ends a body as it is', () => {
  const mine = new Error('enough', { cause: null });
  expect(withResponse(mine, config, response)).toMatchObject({ message: 'enough', cause: mine, response });
});

test('one that the system has caused is told as that of the request', () => {
  const reset = Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET', syscall: 'read' });
  const told = withResponse(new Error('aborted', { cause: reset }), config, response);
  expect([told.code, told.cause, told.response]).toEqual(['ECONNRESET', reset, undefined]);
});
