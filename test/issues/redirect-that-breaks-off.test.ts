/** What stands beside the address of a redirect is thrown away: where it broke off, the redirect was taken for a failure. */
import { expect, test } from 'vitest';
import { serveRaw } from '../support/server.js';
import { forAll } from '../undici/contestants.js';

const BROKEN = ['Content-Length: 10\r\n\r\nhal', 'Content-Length: 10\r\n\r\n'];

forAll(({ create }) => {
  test.each(BROKEN)('is followed: %j', async (rest) => {
    const server = await serveRaw((socket, n) =>
      socket.once('data', () =>
        socket.end(
          n === 1
            ? `HTTP/1.1 302 Found\r\nLocation: /there\r\n${rest}`
            : 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nthere',
        ),
      ),
    );
    expect((await create().get(server.url)).data).toBe('there');
  });
});
