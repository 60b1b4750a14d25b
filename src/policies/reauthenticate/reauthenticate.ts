import type { AttemptScope } from '../../attempt.js';
import { bare } from '../../basics/bare.js';
import { withName } from '../../basics/named.js';
import { hasIdentity } from '../../basics/objects.js';
import { now } from '../../clock.js';
import { type Duration, limit } from '../../duration.js';
import { causes } from '../../failure.js';
import { checkKeys } from '../../options.js';
import type { Outcome } from '../../outcome.js';
import { callable, describe, type Predicate, status } from '../../predicates/index.js';
import { protect } from '../../telemetry/redact.js';
import { checkHook, type Hook, hookOf, namedHook } from '../asking/hook.js';
import { settle } from '../asking/settle.js';
import { waiting } from '../asking/waiting.js';
import { type Decision, ending, type Findings, type LogIn } from '../decision/rulebook.js';
import type { Strategy } from '../engine/pipeline.js';
import { noteProblem } from '../history/line.js';
import { AuthenticationError, loginFailed, refusedAgain } from './authentication-error.js';
import { type Session, sessionOf } from './session.js';

export interface ReauthenticateOptions {
  /** What tells that the credential is no longer good. Default `status(401)`. */
  readonly on?: Predicate | undefined;
  /**
   * Gets a new credential and keeps it where the method finds it: a function, or the name of a method. Its attempt is
   * one of its own, not that of a call which waits for it.
   */
  readonly with: Hook | (string & {});
  /** How old the credential may become: an older one is replaced before a call. Default: no limit. */
  readonly maxAge?: Duration | undefined;
}

/** The same, checked and in milliseconds. */
export interface ReauthenticateRecipe {
  readonly on: Predicate;
  readonly with: Hook | string;
  readonly maxAge: number;
}

/** The ingredient. It brings its strategy along, so that only who has it loads the code of logins. */
export interface Reauthentication extends ReauthenticateRecipe {
  readonly loggedIn: (where: string, target: object | undefined) => LoggedIn | undefined;
}

/** Reads `@Reauthenticate`'s options. */
export function reauthenticationOf(options: ReauthenticateOptions, where: string): Reauthentication {
  checkKeys(options, ['on', 'with', 'maxAge'], where);
  const { on = status(401), with: way, maxAge } = bare(options);
  callable(`${where}: option 'on'`, 'a predicate', on);
  checkHook(way, `${where}: option 'with'`);
  const age = maxAge === undefined ? Infinity : limit(maxAge, `${where}: option 'maxAge'`);
  const recipe: ReauthenticateRecipe = { on, with: way, maxAge: age };
  return {
    ...recipe,
    // The login itself must not log in before it logs in.
    loggedIn: (where, target) =>
      way === where.slice(where.lastIndexOf('.') + 1) ? undefined : new LoggedIn(recipe, where, target),
  };
}

/**
 * Keeps an object logged in. The retry asks it (as `LogIn`) after each attempt; around each attempt (as a strategy) it
 * replaces a credential that is too old, and remembers which one the attempt began with.
 */
export class LoggedIn implements Strategy<Promise<void> | undefined>, LogIn {
  readonly by: string;
  readonly when: Predicate;
  readonly #recipe: ReauthenticateRecipe;
  readonly #hook: Hook;
  readonly #method: string;
  readonly #begunWith = new WeakMap<object, Session['mark']>();

  constructor(recipe: ReauthenticateRecipe, where: string, target: object | undefined) {
    const { on, with: way } = recipe;
    this.#recipe = recipe;
    this.#hook = hookOf(way, '@Reauthenticate', where, target);
    this.by = this.#hook.name;
    this.#method = typeof way === 'string' ? beside(where, way) : this.by;
    const when: Predicate = (outcome, attempt) =>
      !isRefusal(outcome) && !this.#isLoggingIn(attempt as AttemptScope) && on(outcome, attempt);
    this.when = withName(describe(on), when);
  }

  prepare(attempt: AttemptScope): Promise<void> | undefined {
    const session = this.#session(attempt);
    const isTooOld = attempt.number === 1 && session.age >= this.#recipe.maxAge;
    if (isTooOld && attempt.mayWait && !session.isLoggingIn(attempt.call))
      return this.#refresh(attempt, session);
    this.#begunWith.set(attempt, session.mark);
    return undefined;
  }

  /** Once, at once and for every HTTP method, whatever else has been retried. */
  decide(failed: AttemptScope, outcome: Outcome, refused: Findings, logins: { retries: number }): Decision {
    const { reason, rule, problem } = refused;
    if (logins.retries > 0)
      return { ...ending(refused), error: refusedAgain(failed, refused.outcome, reason, this.by) };
    logins.retries += 1;
    const first = namedHook(this.by, () => this.#run(failed, outcome));
    return { retry: true, reason, rule, outcome: refused.outcome, problem, delay: 0, first };
  }

  async #run(failed: AttemptScope, outcome: Outcome): Promise<void> {
    const { call } = failed;
    const session = this.#session(failed);
    // Two logins may have found out at the same time that each needs the other.
    if (session.isLoggingIn(call)) throw loginFailed(failed, outcome, this.by, outcome.error);
    try {
      await session.renewed(this.#begunWith.get(failed), call, this.#method, this.#hook);
    } catch (error) {
      throw call.aborted ? call.reason : loginFailed(failed, outcome, this.by, error);
    }
  }

  /** If that fails, the credential that is there may still do. */
  async #refresh(attempt: AttemptScope, session: Session): Promise<void> {
    const { call } = attempt;
    try {
      await settle(waiting(attempt, this.by, session.logIn(call, this.#method, this.#hook)));
    } catch (error) {
      if (!call.aborted) noteProblem(attempt, protect(error));
    }
    attempt.startedAt = now();
    this.#begunWith.set(attempt, session.mark);
  }

  #isLoggingIn(attempt: AttemptScope): boolean {
    return this.#session(attempt).isLoggingIn(attempt.call);
  }

  #session({ self }: AttemptScope): Session {
    const way = this.#recipe.with;
    // Without an object, there is one credential for each way to log in.
    const owner = hasIdentity(self) ? self : way;
    return sessionOf(typeof owner === 'string' ? this : owner, way);
  }
}

/** `Api.logIn` beside `Api.get`. */
const beside = (where: string, method: string): string =>
  `${where.slice(0, where.lastIndexOf('.') + 1)}${method}`;

/** A call inside has logged in already, and in vain. */
const isRefusal = ({ error }: Outcome): boolean =>
  [...causes(error)].some((link) => link instanceof AuthenticationError);
