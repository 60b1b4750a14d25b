// Jest cannot load an ES module from a package on Node before 24.9: this is what the CommonJS build is for.
const { createServer } = require('node:http');
const { createClient, resilient, constant, attemptsOf } = require('holdfast');

const listen = (statuses) =>
  new Promise((resolve) => {
    const server = createServer((_request, response) => {
      response.writeHead(statuses.shift() ?? 200, { 'content-type': 'application/json' }).end('{"id":7}');
    });
    server.listen(0, '127.0.0.1', () => resolve(server));
  });

test('a call holds fast under Jest', async () => {
  const server = await listen([503, 503]);
  const http = createClient({ baseURL: `http://127.0.0.1:${server.address().port}` });
  const response = await resilient({ backoff: constant(0) }).call(() => http.get('/items/7'));
  expect(response.data).toEqual({ id: 7 });
  expect(attemptsOf(response)).toHaveLength(3);
  await http.close();
  server.close();
});

test("Jest's fake timers drive the waits", async () => {
  jest.useFakeTimers();
  let calls = 0;
  const done = resilient({ retryOn: () => calls < 3, backoff: constant('1h') }).call(() => ++calls);
  await jest.advanceTimersByTimeAsync(2 * 3_600_000);
  expect(await done).toBe(3);
  jest.useRealTimers();
});
