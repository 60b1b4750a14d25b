import type { AxiosResponse, InternalAxiosRequestConfig } from 'axios';
import { letGo, responseIn } from '../../outcome/response.js';
import { followSignal } from '../../scope/follow-signal.js';
import type { Scope } from '../../scope.js';

/** axios' older way to cancel; its types leave out how to stop listening. */
interface Token {
  subscribe?(listener: (reason: unknown) => void): void;
  unsubscribe?(listener: (reason: unknown) => void): void;
}

const nothing = (): void => {};

/** Ends `scope` when the signal or cancel token of one request says so. The returned function takes that back. */
export function follow(scope: Scope, { signal, cancelToken }: InternalAxiosRequestConfig): () => void {
  if (!signal && !cancelToken) return nothing;
  const token = cancelToken as Token | null | undefined;
  const cancel = (reason: unknown): void => scope.abort(reason);
  token?.subscribe?.(cancel);
  // axios takes anything that looks like a signal: polyfills, and those of another realm.
  const abort = (): void => scope.abort((signal as { reason?: unknown }).reason);
  if (signal instanceof AbortSignal) followSignal(scope, signal);
  else if (signal?.aborted) abort();
  else signal?.addEventListener?.('abort', abort);
  return () => {
    token?.unsubscribe?.(cancel);
    if (!(signal instanceof AbortSignal)) signal?.removeEventListener?.('abort', abort);
  };
}

/**
 * What the adapter settles with. An adapter that does not listen to its signal holds nobody up: when the scope ends,
 * this rejects; when every promise on the way has had its turn, for the error of an adapter that does listen tells more.
 * What comes then is let go of.
 */
export function settled(send: () => Promise<AxiosResponse>, scope: Scope): Promise<AxiosResponse> {
  return new Promise((resolve, reject) => {
    if (scope.aborted) return reject(scope.reason);
    let isOver = false;
    send().then(
      (response) => (isOver ? letGo(response) : resolve(response)),
      (error) => (isOver ? letGo(responseIn(error)) : reject(error)),
    );
    const giveUp = (reason: unknown): void => {
      isOver = true;
      reject(reason);
    };
    scope.onAbort((reason) => queueMicrotask(() => process.nextTick(giveUp, reason)));
  });
}
