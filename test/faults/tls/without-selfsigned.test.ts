/** The package that makes certificates is optional: where it is missing, only the faults that need it are. */
import { startFaultServer } from 'holdfast/faults';
import { expect, onTestFinished, test, vi } from 'vitest';

vi.mock('selfsigned', () => {
  throw Object.assign(new Error("Cannot find package 'selfsigned'"), { code: 'ERR_MODULE_NOT_FOUND' });
});

const INSTALL = 'npm install --save-dev selfsigned';

test('all others start, and those that need it say what to install', async () => {
  const faults = await startFaultServer();
  onTestFinished(() => faults.stop());
  const running = faults.faults.map(({ fault }) => fault.name);
  expect(running).toEqual(expect.arrayContaining(['status', 'httpbin', 'tls-silent']));
  expect(running).not.toContain('tls-expired');
  expect(faults.unavailable.map(({ fault }) => fault.name)).toEqual([
    'tls-good',
    'tls-expired',
    'tls-wrong-host',
    'tls-self-signed',
    'tls-old-version',
    'tls-closed',
  ]);
  for (const { reason } of faults.unavailable) expect(reason).toContain(INSTALL);
  expect(faults.ca).toBeUndefined();
  expect(() => faults.url('tls-expired')).toThrow(INSTALL);
  expect((await fetch(faults.url('status', { status: 201 }))).status).toBe(201);
});

test('who asks for one by name is refused', async () => {
  const failure = await startFaultServer({ only: ['status', 'tls-expired'] }).catch(
    (error: unknown) => error,
  );
  expect(failure).toMatchObject({ name: 'ConfigError', message: expect.stringContaining(INSTALL) });
  expect((failure as Error).cause).toBeInstanceOf(Error);
});
