import { createClient, ResponseRejectedError, resilient } from 'holdfast';
import { PaginationError } from 'holdfast/rest';
import { expect, onTestFinished, test } from 'vitest';
import { startPagerDuty } from '../../examples/pagerduty/server.js';
import { json, reply, serve } from '../support/server.js';
import { tableIn } from '../support/tables.js';
import { delaysOf, good, instantly, outcome, page, stepFor } from './sides.js';

const urllib3 = page('urllib3');
const pdpyras = page('pdpyras');
const tenacity = page('tenacity');

test.each(tableIn('docs/coming-from/urllib3.md', 'calls'))(
  'urllib3: %s: %s calls (%s), by holdfast %s (%s)',
  async (what, _calls, _delays, calls, delays) => {
    instantly();
    const [method = '', failure = ''] = (what as string).split(/ (.*)/);
    const server = await serve(stepFor(failure));
    const { client, retry } = await urllib3('after-session', { url: server.url });
    const error = await outcome(() => resilient(retry).call(() => client.request({ method, url: '/' })));
    expect([server.requests.length, delaysOf(error)]).toEqual([Number(calls), delays]);
  },
);

test('urllib3: the session, the history, and the last response instead of an error', async () => {
  instantly();
  const server = await serve([reply(502), good, reply(503), good, reply(500)]);
  const { Users, client } = await urllib3('after-session', { url: server.url });
  const users = new Users();
  expect((await users.find(7)).data).toEqual({ id: 7 });
  expect((await urllib3('after-history', { users })).tried).toEqual([
    [503, 0],
    [200, undefined],
  ]);
  const { Orders } = await urllib3('after-return', { client });
  const error = await outcome(() => new Orders().place({}));
  expect(error).toBeInstanceOf(ResponseRejectedError);
  expect(error.response.status).toBe(500);
  expect(server.requests).toHaveLength(7);
});

test.each(tableIn('docs/coming-from/pdpyras.md', 'calls'))(
  'pdpyras: %s: %s calls (%s), by holdfast %s (%s)',
  async (what, _calls, _delays, calls, delays) => {
    instantly();
    const [method = '', failure = ''] = (what as string).split(/ (.*)/);
    const server = await serve(stepFor(failure));
    const { session } = await pdpyras('after-session', { url: server.url, apiKey: 'a-key' });
    const error = await outcome(() => session.request(method, '/users'));
    expect([server.requests.length, delaysOf(error)]).toEqual([Number(calls), delays]);
  },
);

test('pdpyras: requests and lists, against the API of the example', async () => {
  const server = await startPagerDuty('a-key', 'routing');
  onTestFinished(() => server[Symbol.asyncDispose]());
  const { session } = await pdpyras('after-session', { url: server.url, apiKey: 'a-key' });
  const made = { id: 'P1', name: 'Ada', email: 'ada@example.com' };
  const { made: first, user, body } = await pdpyras('after-requests', { session });
  expect([first, user, body]).toMatchObject([made, made, { user: made }]);
  const { names, users, found, kept } = await pdpyras('after-lists', { session });
  expect([names, users, found, kept]).toMatchObject([['Ada'], [made], made, made]);
  await expect(session.iterate('/incidents').toArray({ limit: Infinity })).rejects.toBeInstanceOf(
    PaginationError,
  );
});

test.each(tableIn('docs/coming-from/tenacity.md', 'calls'))(
  'tenacity: %s: %s calls (%s), by holdfast %s (%s)',
  async (what, _calls, _delays, calls, delays) => {
    instantly();
    const [method = '', failure = ''] = (what as string).split(/ (.*)/);
    const server = await serve(method === 'throws' ? good : stepFor(failure));
    const { client, retry } = await tenacity('after-method', { url: server.url });
    const error = await outcome(() =>
      resilient({ retry, timeout: '2s' }).call(async () => {
        await client.request({ method: method === 'throws' ? 'GET' : method, url: '/' });
        if (method === 'throws') throw new Error('no');
      }),
    );
    expect([server.requests.length, delaysOf(error)]).toEqual([Number(calls), delays]);
  },
);

test('tenacity: a function', async () => {
  instantly();
  const server = await serve([reply(503), good]);
  const { Items } = await tenacity('after-method', { url: server.url });
  expect(await new Items().find(7)).toEqual({ id: 7 });
});

test('tenacity: errors and results, a hook, and statistics', async () => {
  instantly();
  let polls = 0;
  const poll = (Busy: new () => Error) => {
    polls += 1;
    if (polls === 1) throw new Busy();
    return { state: polls < 4 ? 'running' : 'done' };
  };
  expect((await tenacity('after-result', { poll })).job).toEqual({ state: 'done' });
  polls = -10;
  expect(await outcome(() => tenacity('after-result', { poll }))).toBeInstanceOf(ResponseRejectedError);
  expect(polls).toBe(-5);

  const server = await serve([reply(401), json({ id: 7 }), reply(401), good]);
  const client = createClient({ baseURL: server.url });
  onTestFinished(() => client.close());
  const { items, item } = await tenacity('after-hook', { client });
  expect([item, items.renewed]).toEqual([{ id: 7 }, 1]);
  expect((await tenacity('after-statistics', { items })).calls).toBe(2);
});
