/** Before servers that are not this test's: what the proxy passes on must suit other stacks and TLS too. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { get } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { startFaultServer } from 'holdfast/faults';
import { expect, onTestFinished, test } from 'vitest';
import { proxyTo } from './support.js';

const isThere = spawnSync('python3', ['--version']).status === 0;

/** Python's http.server over a folder with one file. */
async function serveFolder(name: string, content: string): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-'));
  writeFileSync(join(folder, name), content);
  const command = ['-u', '-m', 'http.server', '0', '--bind', '127.0.0.1', '--directory', folder];
  const server = spawn('python3', command, { stdio: ['ignore', 'pipe', 'ignore'] });
  onTestFinished(async () => {
    server.kill();
    await once(server, 'close');
    rmSync(folder, { recursive: true });
  });
  const [line] = (await once(server.stdout, 'data')) as [Buffer];
  return `127.0.0.1:${/port (\d+)/.exec(String(line))?.[1]}`;
}

test.skipIf(!isThere)("Python's http.server is served whole, slowly, cut and not at all", async () => {
  const content = 'milk\n'.repeat(40_000);
  const faulty = await proxyTo(await serveFolder('items.txt', content));
  const get = async (): Promise<string> => (await fetch(`${faulty.url}/items.txt`)).text();

  expect((await get()) === content).toBe(true);

  const sliced = faulty.add('slicer', { size: 1000, variation: 900 });
  faulty.add('latency', { latency: 50, direction: 'both' });
  const start = performance.now();
  expect((await get()) === content).toBe(true);
  expect(performance.now() - start).toBeGreaterThan(90);
  sliced.remove();

  const cut = faulty.add('limit', { bytes: 100_000 });
  await expect(get()).rejects.toThrow();
  cut.remove();

  await faulty.down();
  await expect(get()).rejects.toThrow('fetch failed');
  await faulty.up();
  faulty.clear();
  expect((await get()) === content).toBe(true);
});

test('TLS passes through, for the certificate is none of its business', async () => {
  const faults = await startFaultServer({ only: ['tls-good'] });
  onTestFinished(() => faults.stop());
  const faulty = await proxyTo(faults.url('tls-good'));
  expect(faulty.url).toBe(`https://127.0.0.1:${faulty.port}`);
  faulty.add('slicer', { size: 100, direction: 'both' });
  const [reply] = await once(get(faulty.url, { ca: faults.ca, agent: false }), 'response');
  expect(await text(reply)).toContain('buy milk');
});
