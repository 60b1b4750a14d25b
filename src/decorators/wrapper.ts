import { AttemptScope, currentScope, enclosing, runIn } from '../attempt.js';
import { leave } from '../policies/repeatable.js';
import { execute, type Plan } from '../policies/run.js';
import { isPromise } from '../promise.js';
import type { Scope } from '../scope.js';
import { type Declaration, declare, type Method } from './declaration.js';
import { inherit } from './inherit.js';

/** The method as its class shows it from now on: the same to look at, guarded when called. */
export function wrap(method: Method, declaration: Declaration): Method {
  const wrapper: Method = function (...args) {
    if (declaration.outermost !== wrapper) return method.apply(this, args);
    let plan: Plan;
    try {
      plan = declaration.planFor(this);
    } catch (error) {
      return Promise.reject(error);
    }
    const around = currentScope();
    if (isSuperCall(around, plan, declaration, this)) return method.apply(this, args);
    return execute(plan, new AttemptScope(plan, method, this, args, around));
  };
  return adopt(wrapper, method, declaration);
}

/**
 * For a method that only a class-level decorator guards, and of which nobody knows whether it returns a promise: what
 * it returns or throws at once is passed on as it is.
 */
export function wrapIfAsync(method: Method, declaration: Declaration): Method {
  /** It has returned a promise before. As long as it has not, it is called at once, whatever its policy would do first. */
  let promises = false;
  const wrapper: Method = function (...args) {
    const plan = declaration.planFor(this);
    const around = currentScope();
    if (isSuperCall(around, plan, declaration, this)) return method.apply(this, args);
    const again = (): unknown => method.apply(this, args);
    if (!promises && around?.aborted) {
      const value = again();
      return isPromise(value) ? around.guard(Promise.resolve(value)) : value;
    }
    let atOnce: (() => unknown) | undefined;
    const begin = (): unknown => {
      try {
        const value = again();
        promises ||= isPromise(value);
        if (isPromise(value)) return value;
        atOnce = () => value;
      } catch (error) {
        atOnce = () => {
          throw error;
        };
      }
      // There is nothing to guard, and nobody is to hear of it.
      first.closeCall();
      return new Promise(() => {});
    };
    let next = begin;
    const watched: Method = () => {
      const run = next;
      next = again;
      return run();
    };
    const first = new AttemptScope(plan, watched, this, args, around);
    const result = execute(plan, first);
    if (next === begin) next = promises ? again : alreadyBegun(runIn(first, begin, undefined));
    if (atOnce === undefined) return result;
    leave(first);
    result.catch(() => {});
    return atOnce();
  };
  return adopt(wrapper, method, declaration);
}

/** Gives what was begun before its turn. It may fail before somebody asks, or nobody may ever. */
function alreadyBegun(work: unknown): () => unknown {
  if (work instanceof Promise) work.catch(() => {});
  return () => work;
}

function adopt(wrapper: Method, method: Method, declaration: Declaration): Method {
  declaration.original ??= method;
  inherit(wrapper, method);
  declare(wrapper, declaration);
  return wrapper;
}

/** `super.m()` inside an override that runs its own policy: part of that call, not another one. */
function isSuperCall(
  around: Scope | undefined,
  plan: Plan,
  declaration: Declaration,
  self: unknown,
): boolean {
  const outer = enclosing(around);
  if (outer === undefined || outer.what.owner === declaration) return false;
  return outer.self === self && outer.method === plan.method;
}
