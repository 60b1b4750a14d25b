import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';

/** A server, or a client, in a process of its own, so that what it costs is not put down to others. */
export interface Child<Info> {
  /** What it told when it was ready. */
  readonly info: Info;
  /** Sends a message, and waits for the answer. One at a time. */
  ask<Answer>(message: unknown): Promise<Answer>;
  close(): Promise<void>;
}

/** Starts a script that sends one message when it is ready, answers each one that it gets, and ends when it is cut off. */
export async function startChild<Info>(script: URL, ...args: string[]): Promise<Child<Info>> {
  const child = fork(script, args);
  const info = (await heard(child)) as Info;
  return {
    info,
    async ask<Answer>(message: unknown) {
      const answer = heard(child);
      child.send(message as object);
      return (await answer) as Answer;
    },
    async close() {
      const gone = once(child, 'exit');
      child.disconnect();
      await gone;
    },
  };
}

async function heard(child: ChildProcess): Promise<unknown> {
  const stop = new AbortController();
  const { signal } = stop;
  try {
    return await Promise.race([
      once(child, 'message', { signal }).then(([message]) => message),
      once(child, 'exit', { signal }).then(([code]) => {
        throw new Error(`the child process ended with ${code}`);
      }),
    ]);
  } finally {
    stop.abort();
  }
}
