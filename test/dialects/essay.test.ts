/*
 * What the essay on retry decorators does (a function decorator, a factory that takes a predicate, a class to
 * subclass), with the bugs of its listings that must not come back.
 */
import {
  allOf,
  attemptsOf,
  BeforeRetry,
  constant,
  has,
  not,
  type Outcome,
  type Predicate,
  ResponseRejectedError,
  Retry,
  RetryOn,
  RetryPolicy,
  status,
} from 'holdfast';
import { expect, test } from 'vitest';
import { clientFor as connect } from '../support/client.js';
import { json, reply, type Step } from '../support/server.js';

const backoff = constant(0);

/** As in Python: every status is an answer, none is an exception. */
const lenient = { validateStatus: () => true };
const clientFor = (steps: Step | readonly Step[]) => connect(steps, lenient);

test('retry on 500, at most three times, without a delay; the last response is returned', async () => {
  const { server, http } = await clientFor(reply(500));
  class Todo {
    @Retry({ maxRetries: 3, backoff, retryOn: status(500), onExhausted: 'return' })
    getItem(id: number) {
      return http.get(`/items/${id}`);
    }
  }
  expect((await new Todo().getItem(1)).status).toBe(500);
  expect(server.requests).toHaveLength(4);
});

test('one predicate serves many methods, inline functions do too, and 201 or 404 is no error', async () => {
  const { server, http } = await clientFor([reply(500), json({}, 201), reply(500), reply(404)]);
  const serverError: Predicate = (o) => o.status === 500;
  class Todo {
    @RetryOn(serverError, { backoff })
    add() {
      return http.post('/items', {});
    }
    @RetryOn(serverError, { backoff })
    remove() {
      return http.delete('/items/1');
    }
    @RetryOn((o) => o.status === 500, { backoff })
    get() {
      return http.get('/items/1');
    }
  }
  expect((await new Todo().add()).status).toBe(201);
  expect((await new Todo().remove()).status).toBe(404);
  expect((await new Todo().get()).status).toBe(404);
  expect(server.requests).toHaveLength(5);
});

test('a predicate over the body survives a body that is no JSON', async () => {
  const { server, http } = await clientFor([reply(200, '<html>'), json({ id: 1 }), json({ summary: 'x' })]);
  class Todo {
    @RetryOn(not(allOf(status(200), has('summary'))), { backoff })
    get() {
      return http.get('/items/1');
    }
    @RetryOn((o) => !('summary' in (o.body as object)), { backoff, maxRetries: 0 })
    naive() {
      return http.get('/items/1');
    }
  }
  expect((await new Todo().get()).data).toEqual({ summary: 'x' });
  expect(server.requests).toHaveLength(3);
});

test('an inline predicate that trips over the body has not accepted it, and its error is kept', async () => {
  const { http } = await clientFor(reply(200, '<html>'));
  class Todo {
    @RetryOn((o) => !('summary' in (o.body as object)), { backoff })
    get() {
      return http.get('/items/1');
    }
  }
  const error: ResponseRejectedError = await new Todo().get().catch((e) => e);
  expect(error).toBeInstanceOf(ResponseRejectedError);
  expect(error.cause).toBeInstanceOf(TypeError);
  expect(error.response).toMatchObject({ status: 200, data: '<html>' });
});

test('eventual consistency: a 404 that passes after a while', async () => {
  const { server, http } = await clientFor([reply(404), reply(404), json({ id: 1 })]);
  class Todo {
    @RetryOn(status(404), { backoff: constant(5) })
    get() {
      return http.get('/items/1');
    }
  }
  const response = await new Todo().get();
  expect(response.data).toEqual({ id: 1 });
  expect(attemptsOf(response).map((attempt) => attempt.status)).toEqual([404, 404, 200]);
  expect(server.requests).toHaveLength(3);
});

test('the class form: a base policy, and subclasses that override one thing', async () => {
  const { server, http } = await clientFor([reply(500), reply(500), reply(200), reply(401), reply(200)]);
  class Base extends RetryPolicy {
    override backoff = backoff;
  }
  class RetryOnServerError extends Base {
    override maxRetries = 5;
    override isValid(o: Outcome) {
      return o.status !== undefined && o.status < 500;
    }
  }
  class RetryOnAuthFailure extends Base {
    override isValid(o: Outcome) {
      return o.status !== 401;
    }
  }
  class Todo {
    logins = 0;
    @Retry(RetryOnServerError)
    get() {
      return http.get('/items/1');
    }
    @Retry(new RetryOnAuthFailure())
    @BeforeRetry('logIn')
    list() {
      return http.get('/items');
    }
    async logIn() {
      this.logins += 1;
    }
  }
  const todo = new Todo();
  expect((await todo.get()).status).toBe(200);
  expect((await todo.list()).status).toBe(200);
  expect(todo.logins).toBe(1);
  expect(server.requests).toHaveLength(5);
});

test('the base policy is not the wrong way round: 200 is valid and 500 is not', async () => {
  const { server, http } = await clientFor([reply(200), reply(500), reply(200)]);
  class Todo {
    @Retry({ backoff })
    get() {
      return http.get('/items/1');
    }
  }
  expect((await new Todo().get()).status).toBe(200);
  expect(server.requests).toHaveLength(1);
  expect((await new Todo().get()).status).toBe(200);
  expect(server.requests).toHaveLength(3);
});

test('private helpers that feed a generator are guarded', async () => {
  const { http } = await clientFor([json([1, 2]), reply(500), json([3]), json([])]);
  class Todo {
    @Retry({ backoff })
    private async page(n: number) {
      return (await http.get<number[]>('/items', { params: { n } })).data;
    }
    async *items() {
      for (let n = 0; ; n += 1) {
        const items = await this.page(n);
        if (!Array.isArray(items) || items.length === 0) return;
        yield* items;
      }
    }
  }
  const found: number[] = [];
  for await (const item of new Todo().items()) found.push(item);
  expect(found).toEqual([1, 2, 3]);
});
