/** What policies have given up on is not begun anew by those around them. */
import { expect, test } from 'vitest';
import { returned, threw } from '../../../src/outcome.js';
import { noteGivenUp, wasGivenUp } from '../../../src/policies/safety/given-up.js';
import { newAttempt } from '../attempts.js';

test('what a call gave up on is known to all attempts around it, and to no others', () => {
  const outer = newAttempt();
  const middle = newAttempt(outer);
  const inner = newAttempt(middle);
  const [error, value] = [new Error('no'), {}];
  expect(wasGivenUp(threw(error), outer)).toBe(false);
  noteGivenUp(error, inner.call);
  noteGivenUp(value, inner.call);
  noteGivenUp('text', inner.call);
  noteGivenUp(undefined, inner.call);
  noteGivenUp(null, inner.call);
  for (const around of [middle, outer]) {
    expect(wasGivenUp(threw(error), around)).toBe(true);
    expect(wasGivenUp(threw(new Error('wrapped', { cause: error })), around)).toBe(true);
    expect(wasGivenUp(returned(value), around)).toBe(true);
    expect(wasGivenUp(threw(new Error('other')), around)).toBe(false);
    expect(wasGivenUp(threw('text'), around)).toBe(false);
    expect(wasGivenUp(returned(undefined), around)).toBe(false);
  }
  expect(wasGivenUp(threw(error), inner)).toBe(false);
  expect(wasGivenUp(threw(error), newAttempt())).toBe(false);
});

test('an error with a status is what a call gave up on, in other words, unless it brings a response of its own', () => {
  const outer = newAttempt();
  noteGivenUp(new Error('no'), newAttempt(outer).call);
  const tells = (facts: object) => wasGivenUp(threw(Object.assign(new Error('so'), facts)), outer);
  expect(tells({ status: 502 })).toBe(true);
  expect(tells({ status: 502, response: { statusCode: 502 } })).toBe(true);
  expect(tells({ status: 502, headers: {} })).toBe(false);
  expect(tells({ response: { status: 502, headers: {} } })).toBe(false);
  expect(tells({ code: 'ECONNRESET' })).toBe(false);
});
