import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import { type ProxyOptions, proxy } from '../../../src/faults/proxy/proxy.js';
import { serveRaw } from '../../support/server.js';

/** A proxy that ends with the test. */
export async function proxyTo(upstream: ProxyOptions['upstream'], options: Partial<ProxyOptions> = {}) {
  const faulty = await proxy({ upstream, ...options });
  onTestFinished(() => faulty.close());
  return faulty;
}

/** A raw server behind a proxy. */
export async function proxied(onSocket: (socket: Socket) => unknown, options: Partial<ProxyOptions> = {}) {
  const server = await serveRaw(onSocket);
  return { server, faulty: await proxyTo(`127.0.0.1:${server.port}`, options) };
}

export const echo = (socket: Socket): unknown => socket.pipe(socket);

/** A raw client, which remembers what it got, in which pieces and when. */
export async function dial({ port }: { port: number }) {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true, noDelay: true });
  onTestFinished(() => void socket.destroy());
  const pieces: { text: string; time: number }[] = [];
  let failure: string | undefined;
  socket.on('data', (bytes) => pieces.push({ text: bytes.toString('latin1'), time: performance.now() }));
  socket.on('error', ({ code }: NodeJS.ErrnoException) => {
    failure = code;
  });
  const over = new Promise<void>((resolve) => {
    socket.once('end', resolve).once('close', () => resolve());
  });
  await once(socket, 'connect');
  return {
    socket,
    pieces,
    get received() {
      return pieces.map(({ text }) => text).join('');
    },
    get failure() {
      return failure;
    },
    /** Resolves at the end of what the other side sends, however it ends. */
    over,
  };
}
