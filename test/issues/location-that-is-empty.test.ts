/** An empty `Location` leads nowhere. It was taken for the address itself, which was asked again until there were too many. */
import { expect, test } from 'vitest';
import { reply, serve } from '../support/server.js';
import { forAll, rejection } from '../undici/contestants.js';

forAll(({ create }) => {
  test('a redirect without an address is an answer', async () => {
    const server = await serve(reply(302, 'nowhere', { location: '' }));
    const error = await rejection(create().get(server.url));
    expect(error).toMatchObject({ code: 'ERR_BAD_RESPONSE', response: { status: 302, data: 'nowhere' } });
    expect(server.requests).toHaveLength(1);
  });
});
