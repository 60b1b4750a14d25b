import { AttemptScope, currentScope, enclosing } from '../attempt.js';
import { isPromise } from '../basics/promise.js';
import { execute, type Plan } from '../policies/engine/plan.js';
import type { Scope } from '../scope.js';
import { type Declaration, declare, type Method } from './declaration.js';
import { inherit } from './inherit.js';
import { Trial, trialAround } from './trial.js';

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
    if (isSuperCall(around, plan, this)) return method.apply(this, args);
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
  const tried: Method = function (...args) {
    const trial = trialAround();
    if (trial === undefined) return method.apply(this, args);
    try {
      const value = method.apply(this, args);
      if (isPromise(value)) {
        promises = true;
        return value;
      }
      trial.answer = () => value;
    } catch (error) {
      trial.answer = () => {
        throw error;
      };
    }
    return undefined;
  };
  const wrapper: Method = function (...args) {
    const plan = declaration.planFor(this);
    const around = currentScope();
    if (isSuperCall(around, plan, this)) return method.apply(this, args);
    if (!promises && around?.aborted) {
      const value = method.apply(this, args);
      return isPromise(value) ? around.guard(Promise.resolve(value)) : value;
    }
    const trial = new Trial(plan, tried, this, args, around, promises);
    return trial.outcome(execute(plan, trial));
  };
  return adopt(wrapper, method, declaration);
}

function adopt(wrapper: Method, method: Method, declaration: Declaration): Method {
  declaration.original ??= method;
  inherit(wrapper, method);
  declare(wrapper, declaration);
  return wrapper;
}

/** `super.m()` inside an override that runs its own policy: part of that call, not another one. */
function isSuperCall(around: Scope | undefined, { method, owner }: Plan, self: unknown): boolean {
  const outer = enclosing(around);
  return outer !== undefined && outer.self === self && outer.method === method && outer.what.owner !== owner;
}
