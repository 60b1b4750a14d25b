/** docs/failures.md tells what the code does. */
import { readFileSync } from 'node:fs';
import { type Failure, type Outcome, RetryPolicy } from 'holdfast';
import { expect, test } from 'vitest';
import { AttemptTimeoutError } from '../src/errors.js';
import { failureOf } from '../src/failure.js';
import {
  ConnectTimeoutError,
  CooldownError,
  IdleTimeoutError,
  QueueTimeoutError,
} from '../src/http/errors.js';

const page = readFileSync(new URL('../docs/failures.md', import.meta.url), 'utf8');
const [, , ...rows] = (/<!-- table: failures -->\n([\s\S]*?)\n\n/.exec(page)?.[1] ?? '').split('\n');
const table = rows.map((row) => {
  const [failure = '', what = '', by = '', safe = '', unsafe = ''] = row
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim());
  return { failure: failure.replaceAll('`', '') as Failure, what, by, safe, unsafe };
});

const OWN = [
  AttemptTimeoutError,
  ConnectTimeoutError,
  CooldownError,
  IdleTimeoutError,
  QueueTimeoutError,
].map((E) => new E('late', 1));

const decides = (method: string | undefined, outcome: Partial<Outcome>): string => {
  const whole = { ok: false, headers: {}, request: { method }, ...outcome } as Outcome;
  return new RetryPolicy().start().next(whole, 0).retry ? 'retry' : 'give up';
};

test('the page knows every kind of failure', () => {
  const source = readFileSync(new URL('../src/failure.ts', import.meta.url), 'utf8');
  const kinds = /export type Failure =([\s\S]*?);/.exec(source)?.[1]?.match(/\w+/g) ?? [];
  expect([...new Set(table.map((row) => row.failure))].sort()).toEqual([...kinds].sort());
});

test.each(table.filter(({ by }) => by.includes('`')))('$failure: $by', ({ failure, by }) => {
  const codes = (by.match(/`[A-Z_]+`/g) ?? []).map((code) => code.replaceAll('`', ''));
  for (const code of codes) {
    const error = OWN.find((own) => own.code === code) ?? Object.assign(new Error('x'), { code });
    expect(failureOf(error), code).toBe(failure);
    expect(failureOf(new Error('wrapped', { cause: error })), code).toBe(failure);
    expect(failureOf(new AggregateError([error])), code).toBe(failure);
  }
});

test.each(table)('$failure ($what): safe $safe, unsafe $unsafe', ({ failure, by, safe, unsafe }) => {
  const statuses = failure === 'status' ? (by.match(/\b\d{3}\b/g) ?? []).map(Number) : [undefined];
  for (const status of statuses) {
    const headers = by.includes('Retry-After') ? { 'retry-after': '1' } : {};
    const response = status === undefined ? undefined : { status, headers };
    const outcome = { failure, status, response, headers } as Partial<Outcome>;
    for (const method of ['GET', 'HEAD', 'PUT', 'DELETE', 'OPTIONS', 'TRACE', 'QUERY']) {
      expect(decides(method, outcome), `${method} ${status}`).toBe(safe);
    }
    for (const method of ['POST', 'PATCH', undefined]) {
      expect(decides(method, outcome), `${method} ${status}`).toBe(unsafe);
    }
  }
});
