import { expect, test } from 'vitest';
import { json, reply, type Step, serve } from '../support/server.js';
import { snippets } from '../support/snippets.js';

const names = ['Ann', 'Bob', 'Cid', 'Dan'];

test('the example of docs/rest.md', async () => {
  let isDown = true;
  const company: Step = (req, res, n) => {
    const { pathname, searchParams } = new URL(req.url ?? '', 'http://any');
    if (pathname === '/users/8') return json({ gone: true }, 404)(req, res, n);
    if (pathname === '/users/7') return json({ user: { name: 'Me' } })(req, res, n);
    const offset = Number(searchParams.get('offset'));
    if (offset === 2 && isDown) {
      isDown = false;
      return reply(400)(req, res, n);
    }
    const users = names.slice(offset, offset + 2).map((name) => ({ name }));
    return json({ users, more: offset + 2 < names.length })(req, res, n);
  };
  const server = await serve(company);
  expect(await snippets('docs/rest.md').users?.({ url: server.url })).toMatchObject({
    ann: { name: 'Ann' },
    me: { user: { name: 'Me' } },
    gone: { gone: true },
    names: ['Ann', 'Bob'],
    resumeFrom: { params: { offset: 2, limit: 2 } },
    rest: [{ name: 'Cid' }, { name: 'Dan' }],
  });
});
