/**
 * A header that is `null` is not sent, and the one that axios would add in its place neither; it was added. Of cookies
 * there is one line (RFC 6265, section 5.4), which were several over undici. And a body of a known length was sent with
 * `Content-Length` and `Transfer-Encoding`, which no message may have both (RFC 9112, section 6.2).
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { AxiosRequestConfig } from 'axios';
import { expect, onTestFinished, test } from 'vitest';
import { forAll } from '../undici/contestants.js';

/** The names and values of the headers that were sent, as they were. */
async function startServer() {
  const seen: string[][] = [];
  const server = createServer((req, res) => {
    seen.push(req.rawHeaders);
    res.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const valuesOf = (name: string): (string | undefined)[] =>
    (seen.at(-1) ?? []).flatMap((each, at, all) => (each.toLowerCase() === name ? [all[at + 1]] : []));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, valuesOf };
}

forAll(({ create, isOurs }) => {
  const sent = async (config: object) => {
    const { url, valuesOf } = await startServer();
    await create().request({ url, ...config } as AxiosRequestConfig);
    return valuesOf;
  };

  test.each(['user-agent', 'accept-encoding'])(
    '`%s: null` sends none, and undefined the usual',
    async (name) => {
      expect((await sent({ headers: { [name]: null } }))(name)).toEqual([]);
      expect((await sent({ headers: { [name]: false } }))(name)).toEqual([]);
      expect((await sent({ headers: { [name]: undefined } }))(name)).toHaveLength(1);
    },
  );

  test('a list of cookies is one line', async () => {
    expect((await sent({ headers: { Cookie: ['a=1', 'b=2'] } }))('cookie')).toEqual(['a=1; b=2']);
  });

  test.runIf(isOurs)(
    'a body that is there as a whole is sent with its length alone (with axios not)',
    async () => {
      const headers = { 'Transfer-Encoding': 'chunked', 'Content-Length': '100' };
      const valuesOf = await sent({ method: 'post', data: 'abc', headers });
      expect([valuesOf('content-length'), valuesOf('transfer-encoding')]).toEqual([['3'], []]);
    },
  );
});
