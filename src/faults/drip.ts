import type { Connection } from './fault.js';

/** Sends a byte each `every` milliseconds, the first after that time, and then does what is left to do. */
export function drip({ socket, later }: Connection, bytes: Buffer, every: number, done: () => void): void {
  let sent = 0;
  const next = (): void => {
    socket.write(bytes.subarray(sent, ++sent));
    if (sent === bytes.length) done();
    else later(every, next);
  };
  later(every, next);
}
