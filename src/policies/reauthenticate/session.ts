import { Call, runIn } from '../../attempt.js';
import { entryOf } from '../../basics/entry.js';
import { shared } from '../../basics/shared.js';
import { now } from '../../clock.js';
import type { Scope } from '../../scope.js';
import type { Hook } from '../asking/hook.js';

/**
 * A login under way. It is a call of nobody's, so that whoever waits for it may leave; when all have left, it is ended.
 */
class Login extends Call {
  /** Logins of other sessions that calls within this one wait for. */
  readonly awaited = new Set<{ readonly login: Login }>();
  readonly work: Promise<unknown>;
  #waiting = 0;

  constructor(method: string, hook: Hook, self: unknown) {
    super({ method }, hook, self, [], undefined);
    // Not before it is known who waits for it: what the hook calls has to know that.
    this.work = Promise.resolve().then(() => runIn(this, hook, this.attempt()));
  }

  /** @param leave called when nobody waits any more */
  async wait(call: Call, leave: () => void): Promise<void> {
    const edge = { login: this };
    const around = loginAround(call);
    around?.awaited.add(edge);
    this.#waiting += 1;
    try {
      await call.guard(this.work);
    } finally {
      this.#waiting -= 1;
      around?.awaited.delete(edge);
      if (this.#waiting === 0 && call.aborted) {
        leave();
        this.abort(call.reason);
      }
    }
  }

  /** Whether it cannot end before `other` does. */
  needs(other: Login | undefined): boolean {
    return this === other || [...this.awaited].some(({ login }) => login.needs(other));
  }
}

/** The login that runs this code. By shape, for it may be that of another copy of the package. */
function loginAround(scope: Scope | undefined): Login | undefined {
  for (let at = scope; at !== undefined; at = at.parent) if ('awaited' in at) return at as Login;
  return undefined;
}

interface Mark {
  readonly logins: number;
  readonly failures: number;
}

/** The credential of one object, as far as one way to log in is concerned. */
export class Session {
  #logins = 0;
  #failures = 0;
  #lastFailure: unknown;
  #since = now();
  #current: Login | undefined;

  /** Milliseconds since the last login that succeeded; before any, since the first call. */
  get age(): number {
    return now() - this.#since;
  }

  /** Where the session stands, to be told later what happened since then. */
  get mark(): Mark {
    return { logins: this.#logins, failures: this.#failures };
  }

  /**
   * Waits for a credential that is newer than `mark`: there may be one. One login serves all who wait, and fails for all:
   * also for a refusal that arrives when it has failed already, for a wrong password must not be sent 150 times.
   */
  async renewed(mark: Mark | undefined, call: Call, method: string, hook: Hook): Promise<void> {
    if (mark !== undefined && this.#logins > mark.logins) return;
    const isNews = this.#current === undefined && mark !== undefined && this.#failures > mark.failures;
    if (isNews) throw this.#lastFailure;
    await this.logIn(call, method, hook);
  }

  /** Whether the login that runs now has made this call, so that it would wait for itself. */
  isLoggingIn(call: Call): boolean {
    return this.#current?.needs(loginAround(call)) === true;
  }

  /** Waits for the login that runs, or for one that begins now. One serves all who wait. */
  logIn(call: Call, method: string, hook: Hook): Promise<void> {
    const login = this.#current ?? this.#begin(new Login(method, hook, call.self));
    return login.wait(call, () => this.#forget(login));
  }

  #begin(login: Login): Login {
    this.#current = login;
    login.work.then(
      () => {
        this.#logins += 1;
        this.#since = now();
        this.#forget(login);
      },
      (error) => {
        // Not if everybody had left it.
        if (this.#current !== login) return;
        this.#failures += 1;
        this.#lastFailure = error;
        this.#forget(login);
      },
    );
    return login;
  }

  #forget(login: Login): void {
    if (this.#current === login) this.#current = undefined;
  }
}

const sessions = shared('sessions@1', () => new WeakMap<object, Map<unknown, Session>>());

/** One for all methods of `owner` that log in in the same way. */
export const sessionOf = (owner: object, way: unknown): Session =>
  entryOf(
    entryOf(sessions, owner, () => new Map()),
    way,
    () => new Session(),
  );
