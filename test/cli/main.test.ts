import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import pkg from '../../package.json' with { type: 'json' };
import { main } from '../../src/cli/main.js';

async function run(...args: string[]) {
  const said = { out: '', error: '' };
  const code = await main(args, {
    out: (text) => {
      said.out += `${text}\n`;
    },
    error: (text) => {
      said.error += `${text}\n`;
    },
  });
  return { code, ...said };
}

test.each([[], ['help'], ['--help'], ['-h']])(
  'without a command it tells which there are: holdfast %s',
  async (...args) => {
    const { code, out, error } = await run(...args);
    expect([code, error]).toEqual([0, '']);
    expect(out).toMatch(
      /^Usage: holdfast <command>.*\n {2}explain {3}tells .*\n {2}faults {4}serves faults/s,
    );
  },
);

test.each(['--version', '-v'])('%s tells the version of the package', async (option) => {
  expect(await run(option)).toEqual({ code: 0, out: `${pkg.version}\n`, error: '' });
});

test('a command tells about itself', async () => {
  const { code, out } = await run('faults', '--help');
  expect(code).toBe(0);
  for (const option of ['port', 'only', 'host', 'hamms', 'seed', 'ca']) expect(out).toContain(`--${option}`);
});

test.each([
  [['faults', '--prot', '5500'], "holdfast: Unknown option '--prot'"],
  [['explain', 'nowhere.js'], 'holdfast: there is no file nowhere.js\n'],
  [['faults', 'status'], "holdfast: Unexpected argument 'status'"],
  [['faults', '--port', 'http'], 'holdfast: --port: expected a whole number, got "http"\n'],
  [
    ['faults', '--port', '65000000'],
    "holdfast: startFaultServer: option 'basePort': expected a port from 0 to",
  ],
  [['faults', '--seed', '1.5'], 'holdfast: --seed: expected a whole number, got "1.5"\n'],
  [
    ['faults', '--only', 'staus'],
    `holdfast: startFaultServer: option 'only': unknown fault "staus"; did you mean 'status'?\n`,
  ],
  [
    ['faults', '--port', '0', '--only', 'status', '--ca', 'ca.pem'],
    'holdfast: --ca: there is no authority, for no fault of TLS is served\n',
  ],
  [
    ['faults', '--port', '0', '--only', 'tls-good', '--ca', 'no/such/folder/ca.pem'],
    'holdfast: --ca: ENOENT: no such file or directory',
  ],
])('%j is a mistake in the command line', async (args, message) => {
  const { code, out, error } = await run(...args);
  expect([code, out]).toEqual([1, '']);
  expect(error.slice(0, message.length)).toBe(message);
  // One line, and what there is to say, if that is not known.
  const lines = error.trim().split('\n');
  expect(lines.slice(1)).toEqual(
    /Unknown|Unexpected/.test(message) ? ['', expect.stringMatching(/^Usage: holdfast \w+ /)] : [],
  );
});

test.each([
  ['fault', 'holdfast: there is no command fault; did you mean faults?\n\nUsage: '],
  ['toString', 'holdfast: there is no command toString\n\nUsage: '],
  ['--verson', 'holdfast: there is no option --verson\n\nUsage: '],
  ['-x', 'holdfast: there is no option -x\n\nUsage: '],
])('there is no command %s', async (name, message) => {
  const { code, error } = await run(name);
  expect([code, error.slice(0, message.length)]).toEqual([1, message]);
});

test('a mistake of the module that is to be explained is told with its stack, and is no mistake in the command line', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-cli-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'broken.mjs'), "throw new Error('broken');");
  const { code, error } = await run('explain', join(folder, 'broken.mjs'));
  expect(code).toBe(1);
  expect(error).toMatch(/^holdfast: Error: broken\n {4}at .*broken\.mjs/s);
});

test('a port that is taken is named', async () => {
  const other = createServer();
  onTestFinished(() => void other.close());
  await once(other.listen(0, '127.0.0.1'), 'listening');
  const { port } = other.address() as AddressInfo;
  const { code, error } = await run('faults', '--only', 'silent', '--port', String(port - 1));
  expect([code, error]).toEqual([1, `holdfast: port ${port} is in use; --port chooses other ports\n`]);
});
