/** `NODE_DEBUG=holdfast` prints a line for each connection, in a process of its own. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { built } from '../../support/built.js';
import { remove, workshop } from '../../support/tsc.js';

const folder = workshop();
beforeAll(() => built(folder, { http: 'src/http/index.ts' }));
afterAll(() => remove(folder));

const PROGRAM = `
import { createServer, request } from 'node:http';
import { createClient } from './http.mjs';
const server = createServer((req, res) => res.end('ok')).listen(0, '127.0.0.1', async () => {
  const url = 'http://127.0.0.1:' + server.address().port;
  console.log(url);
  const client = createClient({ baseURL: url });
  for (let n = 0; n < 3; n++) { await client.get('/'); await new Promise((r) => setTimeout(r, 20)); }
  await Promise.all([client.get('/'), client.get('/')]);
  // A host that looks like two lines.
  const lookup = (name, options, done) => done(null, [{ address: '127.0.0.1', family: 4 }]);
  const options = { host: 'a\\r\\nHOLDFAST 1 forged\\u2028\\u0085', lookup, port: server.address().port };
  await new Promise((done) =>
    request({ ...options, headers: { host: 'x' }, agent: client.defaults.httpAgent }, (res) => res.resume().on('end', done)).end(),
  );
  await client.close();
  server.close();
});
`;

async function run(env: Record<string, string>) {
  const child = spawn(process.execPath, ['--input-type=module', '-e', PROGRAM], {
    cwd: folder,
    env: { ...process.env, NODE_DEBUG: '', NODE_OPTIONS: '', ...env },
  });
  const [out, error] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { url: out.trim(), lines: error.trim() === '' ? [] : error.trim().split(/\r?\n/) };
}

test('a line for each new connection, and none for one that is used again', async () => {
  const { url, lines } = await run({ NODE_DEBUG: 'holdfast' });
  const said = lines.map((line) => line.replace(/^HOLDFAST \d+: /, ''));
  expect(said).toEqual([
    `new connection (1) to ${url}`,
    `new connection (2) to ${url}`,
    `new connection (3) to http://a\\u000d\\u000aHOLDFAST 1 forged\\u2028\\u0085:${new URL(url).port}`,
  ]);
  expect(await run({})).toMatchObject({ lines: [] });
});
