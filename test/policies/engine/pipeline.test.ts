/** What comes before the method, and how it is told what came of it. */
import { expect, test } from 'vitest';
import { type AttemptScope, currentScope } from '../../../src/attempt.js';
import { begin, type Strategies } from '../../../src/policies/engine/pipeline.js';
import { settled } from '../../support/virtual-clock.js';
import { newAttempt } from '../attempts.js';

/** Begins an attempt at a method, and tells what happened until nothing happens any more. */
async function story(
  strategies: Partial<Strategies>,
  method: () => unknown = () => 'value',
  attempt = newAttempt(),
) {
  const happened: unknown[] = [];
  Object.assign(attempt, {
    fn: () => {
      happened.push(currentScope() === attempt ? 'method' : 'method without its attempt');
      return method();
    },
  });
  const none: Strategies = { total: undefined, loggedIn: undefined, attempt: undefined };
  begin(
    attempt,
    { ...none, ...strategies },
    {
      ended: (which: AttemptScope, ok: boolean, result: unknown) =>
        happened.push([which === attempt, ok, result]),
    },
  );
  happened.push('begun');
  await settled();
  return happened;
}

const bug = new Error('bug');

test('the method runs at once where nothing has to be prepared, and its value is told later', async () => {
  expect(await story({})).toEqual(['method', 'begun', [true, true, 'value']]);
});

test('strategies prepare the attempt one after the other; who takes time is waited for', async () => {
  const log: string[] = [];
  const attempt = newAttempt();
  const step = <Answer>(name: string, answer: Answer) => ({
    prepare(given: AttemptScope): Answer {
      log.push(given === attempt ? name : 'another attempt');
      return answer;
    },
  });
  let goOn = (): void => {};
  const wait = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  const strategies = {
    attempt: step('attempt', undefined),
    loggedIn: step('logged in', wait),
    total: step('total', undefined),
  };
  const told = story(strategies, () => log.push('method'), attempt);
  expect(log).toEqual(['total', 'logged in']);
  goOn();
  expect(await told).toEqual(['begun', 'method', [true, true, 4]]);
  expect(log).toEqual(['total', 'logged in', 'attempt', 'method']);
});

test('a strategy that fails in its time has made the attempt fail; the method does not run', async () => {
  const loggedIn = { prepare: () => Promise.reject(bug) };
  expect(await story({ loggedIn })).toEqual(['begun', [true, false, bug]]);
});

test('a method that throws has failed, at once or later', async () => {
  const throws = () => {
    throw bug;
  };
  expect(await story({}, throws)).toEqual(['method', 'begun', [true, false, bug]]);
  expect(await story({}, () => Promise.reject(bug))).toEqual(['method', 'begun', [true, false, bug]]);
});

test('an attempt that was ended before it began does not run, and has failed with the reason', async () => {
  const attempt = newAttempt();
  attempt.abort('gone');
  expect(await story({}, undefined, attempt)).toEqual([[true, false, 'gone'], 'begun']);
  const during = newAttempt();
  const leaves = { prepare: () => during.abort('left') };
  expect(await story({ attempt: leaves }, undefined, during)).toEqual([[true, false, 'left'], 'begun']);
});

test('an attempt that is ended while the method runs is over at once, and what comes of the method is not heard', async () => {
  const attempt = newAttempt();
  const late = () => settled().then(() => 'too late');
  const told = story({}, late, attempt);
  attempt.abort('over');
  await settled();
  expect(await told).toEqual(['method', 'begun', [true, false, 'over']]);
});
