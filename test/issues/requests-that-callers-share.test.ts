/**
 * A request belongs to the call within which it begins, though others wait for it too. What the pages say of that, of what
 * an attempt leaves running, and of the way out.
 */
import { AsyncLocalStorage, AsyncResource } from 'node:async_hooks';
import { constant, Retry, Timeout, withSignal } from 'holdfast';
import { expect, test } from 'vitest';
import { clientFor } from '../support/client.js';
import { failureOf } from '../support/failure-of.js';
import { hang, json, reply } from '../support/server.js';
import { settled } from '../support/virtual-clock.js';

const outside = AsyncLocalStorage.snapshot();

/** Loads in batches: what is asked for in one turn is one request, made when the first asked. */
class Loader {
  waiting: Promise<readonly number[]> | undefined;
  readonly ids: number[] = [];
  readonly load: (ids: readonly number[]) => Promise<unknown>;

  constructor(load: Loader['load']) {
    this.load = load;
  }

  @Timeout('5s')
  async one(id: number) {
    this.ids.push(id);
    this.waiting ??= Promise.resolve().then(async () => {
      await this.load(this.ids);
      return this.ids;
    });
    return (await this.waiting).find((each) => each === id);
  }
}

/** The first of three callers goes away as soon as the batch is on its way. */
async function leaveFirst(load: 'within' | 'outside') {
  let answer = () => {};
  const { server, http } = await clientFor((req, res, n) => {
    answer = () => json('done')(req, res, n);
  });
  const fetch = (ids: readonly number[]) => http.get(`/batch?ids=${ids}`);
  const loader = new Loader(load === 'within' ? fetch : (ids) => outside(() => fetch(ids)));
  const gone = new AbortController();
  const calls = [withSignal(gone.signal, () => loader.one(1)), loader.one(2), loader.one(3)];
  const ends = Promise.allSettled(calls);
  while (server.requests.length < 1) await settled();
  gone.abort('gone');
  await settled();
  answer();
  return (await ends).map((end) => (end.status === 'fulfilled' ? end.value : end.reason));
}

test('a batch ends with the call within which it began', async () => {
  expect(await leaveFirst('within')).toEqual(['gone', 'gone', 'gone']);
});

test('a batch that is made outside of all calls ends with none of them', async () => {
  expect(await leaveFirst('outside')).toEqual(['gone', 2, 3]);
});

/** One job at a time. The next one is started when one ends, and in the context of that one. */
class Queue {
  readonly waiting: (() => Promise<void>)[] = [];
  busy = false;

  add<T>(job: () => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.waiting.push(() => job().then(resolve, reject));
      if (!this.busy) this.next();
    });
  }

  next(): void {
    const start = this.waiting.shift();
    this.busy = start !== undefined;
    void start?.().then(() => this.next());
  }
}

/** A call whose time is up, and one that waits in the same queue for it to end. */
async function queued(how: 'as it is' | 'bound' | 'around') {
  const { http } = await clientFor((req, res, n) =>
    (req.url === '/hangs' ? hang() : json('done'))(req, res, n),
  );
  const queue = new Queue();
  const within = <T>(job: () => Promise<T>): Promise<T> => {
    if (how === 'around') return job();
    return queue.add(how === 'bound' ? AsyncResource.bind(job) : job);
  };
  class Api {
    @Timeout(50)
    hang() {
      return within(() => http.get('/hangs'));
    }
    @Timeout('5s')
    get() {
      return within(() => http.get('/item'));
    }
  }
  const api = new Api();
  const call = <T>(method: () => Promise<T>) => (how === 'around' ? queue.add(method) : method());
  const [, second] = await Promise.allSettled([call(() => api.hang()), call(() => api.get())]);
  return second.status === 'fulfilled' ? second.value.data : second.reason.message;
}

test('a job of a pool runs within the call whose job made room for it', async () => {
  expect(await queued('as it is')).toMatch('Api.hang: attempt 1 took longer than 50 ms');
});

test.each(['bound', 'around'] as const)(
  'a pool whose jobs are %s starts none within another call',
  async (how) => {
    expect(await queued(how)).toBe('done');
  },
);

test.each(['within', 'outside'])('a timer that was started %s an attempt that failed', async (where) => {
  const { http } = await clientFor([reply(503, '', { 'x-first': 'yes' }), json('later')]);
  let tick: Promise<unknown> | undefined;
  const start = () => {
    setTimeout(() => {
      tick = http.get('/tick').catch((error) => error);
    }, 60);
  };
  class Api {
    started = false;
    @Retry({ backoff: constant(5) })
    get() {
      if (!this.started) where === 'within' ? start() : outside(start);
      this.started = true;
      return http.get('/item');
    }
  }
  await new Api().get();
  while (tick === undefined) await settled();
  expect(await tick).toMatchObject(where === 'within' ? { response: { status: 503 } } : { status: 200 });
});

test('what an attempt leaves running is aborted before the next one, and goes on after the last', async () => {
  const slow: string[] = [];
  let answer = () => {};
  const { server, http } = await clientFor((req, res, n) => {
    if (req.url === '/bad') return reply(503)(req, res, n);
    const at = slow.push('open') - 1;
    res.once('close', () => {
      slow[at] = res.writableFinished ? 'answered' : 'aborted';
    });
    answer = () => json('slow')(req, res, n);
    return hang()(req, res, n);
  });
  const left: Promise<unknown>[] = [];
  class Api {
    @Retry({ maxRetries: 1, backoff: constant(5) })
    async both() {
      const first = http.get('/slow');
      left.push(first.catch((error) => error));
      while (slow.length < left.length) await settled();
      return Promise.all([first, http.get('/bad')]);
    }
  }
  expect(await failureOf(new Api().both())).toMatchObject({ response: { status: 503 } });
  expect(await left[0]).toMatchObject({ response: { status: 503 } });
  answer();
  expect(await left[1]).toMatchObject({ data: 'slow' });
  while (slow.includes('open')) await settled();
  expect(slow).toEqual(['aborted', 'answered']);
  expect(server.requests).toHaveLength(4);
});
