/**
 * A predicate reads the body of a fetch response from a copy. When the limit of the attempt came first, the copy was read on,
 * which kept the connection for as long as the server liked. A stream of fetch under axios was not let go of at all.
 */
import { EventEmitter, once } from 'node:events';
import { setImmediate } from 'node:timers/promises';
import axios from 'axios';
import { Accept, constant, Retry, status, Timeout } from 'holdfast';
import { expect, test } from 'vitest';
import { json, type Step, serve } from '../support/server.js';
import { useVirtualClock } from '../support/virtual-clock.js';

const stalls =
  (status: number): Step =>
  (_req, res) =>
    void res.writeHead(status).write('{"id":');

test('a body that is not read in time is let go, whoever reads it', async () => {
  const { advance } = useVirtualClock();
  const server = await serve(stalls(200));
  const asked = new EventEmitter();
  class Api {
    @Accept((outcome) => {
      asked.emit('body');
      return outcome.body !== undefined;
    })
    @Timeout('100ms')
    get() {
      return fetch(server.url);
    }
  }
  const refused = expect(new Api().get()).rejects.toMatchObject({ name: 'AttemptTimeoutError' });
  await once(asked, 'body');
  await setImmediate();
  advance(100);
  await refused;
  await server.closed(1);
  expect(server.requests[0]?.aborted).toBe(true);
});

test('so is a stream of fetch that axios passes on', async () => {
  const server = await serve([stalls(503), json({ id: 7 })]);
  class Api {
    @Retry({ backoff: constant(0), retryOn: status(503) })
    get() {
      return axios.get(server.url, { adapter: 'fetch', responseType: 'stream' });
    }
  }
  const { data } = await new Api().get();
  expect(await new Response(data).json()).toEqual({ id: 7 });
  await server.closed(1);
  expect(server.requests[0]?.aborted).toBe(true);
});
