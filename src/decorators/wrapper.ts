import { Call, currentScope, enclosing } from '../attempt.js';
import { execute } from '../policies/run.js';
import { isPromise } from '../promise.js';
import type { Declaration, NamedPlan } from './declaration.js';
import { inherit } from './inherit.js';

export type Method = (this: unknown, ...args: unknown[]) => unknown;

const declarations = new WeakMap<Method, Declaration>();

/** The declaration behind a wrapper of ours. */
export const declarationOf = (method: unknown): Declaration | undefined =>
  typeof method === 'function' ? declarations.get(method as Method) : undefined;

/** The method as its class shows it from now on: the same to look at, guarded when called. */
export function wrap(method: Method, declaration: Declaration): Method {
  const wrapper: Method = function (...args) {
    if (declaration.outermost !== wrapper) return method.apply(this, args);
    let plan: NamedPlan;
    try {
      plan = declaration.planFor(this);
    } catch (error) {
      return Promise.reject(error);
    }
    if (isSuperCall(plan, declaration, this)) return method.apply(this, args);
    return execute(plan, callOf(plan, declaration, method, this, args));
  };
  return adopt(wrapper, method, declaration);
}

/**
 * For a method that only a class-level decorator guards, and of which nobody knows whether it returns a promise: what
 * it returns or throws at once is passed on as it is.
 */
export function wrapIfAsync(method: Method, declaration: Declaration): Method {
  const wrapper: Method = function (...args) {
    if (declaration.outermost !== wrapper) return method.apply(this, args);
    const plan = declaration.planFor(this);
    if (isSuperCall(plan, declaration, this)) return method.apply(this, args);
    let first = true;
    let atOnce: { value: unknown } | { error: unknown } | undefined;
    const watched: Method = function (...given) {
      if (!first) return method.apply(this, given);
      first = false;
      try {
        const value = method.apply(this, given);
        if (isPromise(value)) return value;
        atOnce = { value };
      } catch (error) {
        atOnce = { error };
      }
      call.abort(undefined);
      return undefined;
    };
    const call = callOf(plan, declaration, watched, this, args);
    const result = execute(plan, call);
    if (atOnce === undefined) return result;
    result.catch(() => {});
    if ('error' in atOnce) throw atOnce.error;
    return atOnce.value;
  };
  return adopt(wrapper, method, declaration);
}

function adopt(wrapper: Method, method: Method, declaration: Declaration): Method {
  inherit(wrapper, method);
  declarations.set(wrapper, declaration);
  declaration.outermost = wrapper;
  return wrapper;
}

const callOf = ({ name }: NamedPlan, owner: Declaration, fn: Method, self: unknown, args: unknown[]): Call =>
  new Call({ method: name, fn, self, args, owner }, currentScope());

/** `super.m()` inside an override that runs its own policy: part of that call, not another one. */
function isSuperCall(plan: NamedPlan, declaration: Declaration, self: unknown): boolean {
  const around = enclosing(currentScope())?.call.what;
  if (around?.owner === undefined || around.owner === declaration) return false;
  return around.self === self && around.method === plan.name;
}
