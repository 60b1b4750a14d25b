/**
 * The body of a response of node-fetch is a stream of Node, although the response looks like that of fetch. To let go of it
 * failed, and the call ended with a `TypeError` where there should have been a retry.
 */
import { get, type IncomingMessage } from 'node:http';
import { PassThrough, type Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { constant, missing, Retry, RetryOn, status } from 'holdfast';
import { expect, test } from 'vitest';
import { json, type Step, serve } from '../support/server.js';

/** As much of node-fetch's `Response` as there is to see. */
class NodeFetchResponse {
  readonly url: string;
  readonly status: number;
  readonly headers = new Headers();
  body: Readable;

  constructor(url: string, status: number, body: Readable) {
    this.url = url;
    this.status = status;
    this.body = body;
  }

  clone() {
    const [mine, its] = [new PassThrough(), new PassThrough()];
    this.body.pipe(mine);
    this.body.pipe(its);
    this.body = mine;
    return new NodeFetchResponse(this.url, this.status, its);
  }

  text() {
    return text(this.body);
  }

  async arrayBuffer() {
    return new TextEncoder().encode(await this.text()).buffer;
  }
}

const stalls =
  (status: number): Step =>
  (_req, res) =>
    void res.writeHead(status).write('{"id":');

const nodeFetch = (url: string) =>
  new Promise<NodeFetchResponse>((resolve, reject) => {
    const answered = (reply: IncomingMessage) =>
      resolve(new NodeFetchResponse(url, reply.statusCode as number, reply));
    get(url, answered).on('error', reject);
  });

test('what is refused is tried again, and its connection is let go', async () => {
  const server = await serve([stalls(503), json({ id: 7 })]);
  class Api {
    @Retry({ backoff: constant(0), retryOn: status(503) })
    get() {
      return nodeFetch(server.url);
    }
  }
  expect((await new Api().get()).status).toBe(200);
  await server.closed(1);
  expect(server.requests[0]?.aborted).toBe(true);
});

test('a predicate reads its body, and so may the caller', async () => {
  const server = await serve([json({}), json({ id: 7 })]);
  class Api {
    @RetryOn(missing('id'), { backoff: constant(0) })
    get() {
      return nodeFetch(server.url);
    }
  }
  const response = await new Api().get();
  expect(JSON.parse(await response.text())).toEqual({ id: 7 });
});
