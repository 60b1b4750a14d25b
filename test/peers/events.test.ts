import { type Attempt, attemptsOf, BeforeRetry, constant, Retry } from 'holdfast';
import { expect, onTestFinished, test, vi } from 'vitest';
import { json, reply, type Step } from '../support/server.js';
import { clientFor } from './clients.js';

const backoff = constant(1);

test('typescript-retry-decorator: it wrote to the console by default', async () => {
  const { http } = await clientFor([reply(500), json({}), reply(404)]);
  const methods = ['log', 'info', 'warn', 'error', 'debug', 'trace'] as const;
  const outputs = [
    ...methods.map((method) => vi.spyOn(console, method)),
    vi.spyOn(process.stdout, 'write'),
    vi.spyOn(process.stderr, 'write'),
    vi.spyOn(process, 'emitWarning'),
  ];
  onTestFinished(() => void vi.restoreAllMocks());
  class Api {
    @Retry({ backoff })
    get() {
      return http.get('/');
    }
  }
  await new Api().get();
  const error = await new Api().get().catch((e) => e);
  const heard = outputs.map((output) => output.mock.calls.length);
  expect(attemptsOf(error)).toMatchObject([{ status: 404 }]);
  expect(heard).toEqual(outputs.map(() => 0));
});

test('cockatiel: what was to happen before a retry was not awaited, and could change nothing', async () => {
  const guarded: Step = (req, res, n) =>
    (req.headers.authorization === 'fresh' ? json({ ok: true }) : reply(503))(req, res, n);
  const { server, http } = await clientFor(guarded);
  class Api {
    token = 'stale';
    @Retry({ backoff })
    @BeforeRetry('refresh')
    get() {
      return http.get('/', { headers: { Authorization: this.token } });
    }
    async refresh({ number, history }: Attempt) {
      const seen = server.requests.length;
      await new Promise((resolve) => setTimeout(resolve, 20));
      expect([number, history.length, server.requests.length]).toEqual([2, 1, seen]);
      this.token = 'fresh';
    }
  }
  expect((await new Api().get()).data).toEqual({ ok: true });
  expect(server.requests.map((r) => r.headers.authorization)).toEqual(['stale', 'fresh']);
});
