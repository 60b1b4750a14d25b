/** The command as its users run it, in a process of its own. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { Agent, get } from 'node:https';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { built } from '../support/built.js';
import { remove, workshop } from '../support/tsc.js';

const folder = workshop();
beforeAll(() => built(folder, { holdfast: 'src/cli/index.ts' }));
afterAll(() => remove(folder));

async function holdfast(...args: string[]) {
  const child = spawn(process.execPath, [join(folder, 'holdfast.mjs'), ...args]);
  const exit = once(child, 'exit');
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await exit;
  });
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text) => {
    said += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text) => {
    said += text;
  });
  return {
    child,
    exit,
    said: () => said,
    seen: (what: string | RegExp) => expect.poll(() => said, { timeout: 50_000 }).toMatch(what),
  };
}

test.each(['SIGINT', 'SIGTERM'] as const)(
  'it prints a table, logs each request on a line, and ends in good order at %s',
  async (signal) => {
    const { child, exit, said, seen } = await holdfast(
      'faults',
      '--port',
      '0',
      '--only',
      'status,silent,drip-5s',
    );
    await seen('Ctrl-C ends it.');
    const rows = said().split('\n').slice(0, 4);
    const [, silent = '', drip = '', status = ''] = rows;
    expect(rows[0]).toMatch(/^ADDRESS +FAULT +WHAT IT DOES +PARAMETERS$/);
    expect(silent).toMatch(
      /^http:\/\/127\.0\.0\.1:\d+\/ {2}silent {3}Accepts, reads, and never says a word$/,
    );
    expect(status).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/ {2}status {3}Answers with any status +status=200$/);
    const starts = rows.map((row) => row.indexOf(row.split(/ {2,}/)[2] as string));
    expect(new Set(starts).size, said()).toBe(1);

    const [address = ''] = status.split(' ');
    expect((await fetch(`${address}items?status=503`, { method: 'DELETE' })).status).toBe(503);
    await seen(/^\d\d:\d\d:\d\d\.\d{3} {2}status {2}DELETE \/items\?status=503 {2}\(connection 1\)$/m);

    const sockets = [silent, drip].map((row) =>
      connect(Number(new URL(row.split(' ')[0] as string).port), '127.0.0.1'),
    );
    onTestFinished(() => sockets.forEach((socket) => void socket.destroy()));
    for (const socket of sockets) {
      socket.on('error', () => {});
      socket.write('GET /\x1b[31m HTTP/1.1\r\n\r\n');
    }
    await seen(/silent {2}GET \/\\u001b\[31m {2}\(connection 1\)/);
    await seen(/drip-5s {2}GET/);
    child.kill(signal);
    expect(await exit).toEqual([0, null]);
    const [refusal] = await once(connect(Number(new URL(address).port), '127.0.0.1'), 'error');
    expect(refusal.code).toBe('ECONNREFUSED');
  },
);

test('with --ca it hands out the authority behind its certificates', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'ca.pem');
  const { said, seen } = await holdfast('faults', '--port', '0', '--only', 'tls-good', '--ca', file);
  await seen('Ctrl-C ends it.');
  expect(said()).toContain(`--cacert ${file}`);
  const [address = ''] = /https:\S+/.exec(said()) ?? [];
  const agent = new Agent({ ca: readFileSync(file) });
  onTestFinished(() => agent.destroy());
  const [response] = await once(get(address, { agent }), 'response');
  expect(response.resume().statusCode).toBe(200);
});

test('what is wrong with the command line is said on stderr, with the usage', async () => {
  const { exit, said } = await holdfast('faults', '--nope');
  expect(await exit).toEqual([1, null]);
  expect(said()).toMatch(/^holdfast: Unknown option '--nope'.*\n\nUsage: holdfast faults/s);
});
