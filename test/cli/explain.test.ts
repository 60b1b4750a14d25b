import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, mkdirSync, openSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { explain } from '../../src/cli/explain.js';
import { built } from '../support/built.js';
import { node, workshop } from '../support/tsc.js';

const folder = new URL('../../node_modules/.cache/holdfast-cli/', import.meta.url);
mkdirSync(folder, { recursive: true });

function module(name: string, code: string): string {
  const file = new URL(`${name}.ts`, folder);
  writeFileSync(file, code);
  return fileURLToPath(file);
}

/** What the command prints, and how it fails after that. */
async function explained(args: string[]): Promise<{ text: string; problem: string | undefined }> {
  const printed: string[] = [];
  const problem = await explain
    .run(args, (text) => printed.push(text))
    .then(
      () => undefined,
      ({ message }: Error) => message,
    );
  return { text: printed.join('\n'), problem };
}

async function explainModule(args: string[]): Promise<string> {
  const { text, problem } = await explained(args);
  expect(problem).toBe(undefined);
  return text;
}

const file = module(
  'todo-api',
  `import { Retry, RetryPolicy, resilient, Timeout } from 'holdfast';
   export class TodoApi {
     @Retry() @Timeout('2s') async getItem() {}
     @Retry({ maxRetries: 5 }) async list() {}
     async notGuarded() {}
   }
   export default TodoApi;
   export class Patient extends RetryPolicy { maxRetries = 9 }
   export const careful = resilient({ maxRetries: 1 });
   export const unrelated = { a: 1 }, nothing = null;
   export function helper() {}`,
);

test('every decorated class and every policy of a module, each once', async () => {
  const text = await explainModule([file]);
  expect(text.match(/^\S.*$/gm)?.sort()).toEqual(['Patient', 'TodoApi.getItem', 'TodoApi.list', 'careful']);
  expect(text).toMatch(/maxRetries\s+5\s+@Retry on TodoApi\.list/);
});

test('what a CommonJS module exports is found within its default', async () => {
  const commonjs = module(
    'common',
    `import { Retry } from 'holdfast';
     class Inner { @Retry() async get() {} }
     export default { Inner };`,
  );
  expect(await explainModule([commonjs])).toMatch(/^Inner\.get$/m);
});

test('one class, one method, as JSON, as SVG', async () => {
  const all = await explainModule([file, 'TodoApi']);
  expect(all.match(/^\S.*$/gm)).toEqual(['TodoApi.getItem', 'TodoApi.list']);
  const json = JSON.parse(await explainModule([file, 'TodoApi.list', '--json']));
  expect(json).toMatchObject({
    name: 'TodoApi.list',
    methods: [{ name: 'TodoApi.list', worstCase: { attempts: 6 } }],
  });
  expect(await explainModule([file, '--svg'])).toMatch(/^<svg /);
});

test.each<[string[], RegExp]>([
  [[], /^usage: holdfast explain <module\.js>/],
  [[file, 'TodoApi.lst'], /called TodoApi\.lst; did you mean TodoApi\.list\?/],
  [[file, 'ToDoApi'], /did you mean TodoApi\?/],
  [[file, 'Unheard'], /called Unheard; there are TodoApi\.getItem, TodoApi\.list/],
  [[module('bare', 'export class Bare { async m() {} }')], /bare\.ts exports no class that holdfast guards/],
  [[file, '--jsn'], /jsn/],
  [[file, '--json', '--svg'], /^--json and --svg: expected one of them$/],
])('%j is refused', async (args, message) => {
  expect(await explained(args)).toEqual({ text: '', problem: expect.stringMatching(message) });
});

test('an instance is listed beside its class only for what it alone can tell', async () => {
  const instances = module(
    'instances',
    `import { Retry, resilient } from 'holdfast';
     export class TodoApi {
       retries = 7;
       @Retry() async list() {}
       @Retry((self: TodoApi) => ({ maxRetries: self.retries })) async get() {}
     }
     export const api = new TodoApi(), other = new TodoApi();
     export const once = resilient({ maxRetries: 1 }), twice = resilient({ maxRetries: 2 });`,
  );
  const text = await explainModule([instances]);
  expect(text.match(/^\S.*$/gm)?.sort()).toEqual([
    'TodoApi.get',
    'TodoApi.get',
    'TodoApi.list',
    'once',
    'twice',
  ]);
  expect(await explainModule([instances, 'twice'])).toMatch(/maxRetries +2 /);
  const only = module('only', "import { resilient } from 'holdfast'; export default resilient();");
  expect(await explainModule([only])).toMatch(/^resilient$/m);
  expect(text).toMatch(/policy +chosen per call/);
  expect(text).toMatch(/maxRetries +7 /);
});

test('an export that cannot be explained is told, after the others', async () => {
  const partly = module(
    'partly',
    `import { constant, Backoff, Retry } from 'holdfast';
     class Good { @Retry() async list() {} }
     class Bad { @Backoff(constant(1)) async list() {} }
     export default { get broken() { throw new TypeError('not today') }, Bad, Good };`,
  );
  expect(await explained([partly])).toEqual({
    text: expect.stringMatching(/^Good\.list$/m),
    problem: expect.stringMatching(
      /^the export broken cannot be explained: TypeError: not today\n[\s\S]*^the export Bad cannot be explained: @Backoff on Bad\.list: .* has nothing to do without @Retry/m,
    ),
  });
  expect((await explained([partly, 'God'])).problem).toMatch(
    /broken cannot[\s\S]*called God; did you mean Good\?/,
  );
  const hopeless = module('hopeless', `export default { get broken() { throw 'no error' } };`);
  expect(await explained([hopeless])).toEqual({
    text: '',
    problem: "the export broken cannot be explained: 'no error'",
  });
});

test('the command itself prints, says what it did not understand, and ends though the module goes on', async () => {
  const source = module(
    'restless',
    `import { Retry } from '../../../src/index.js';
     export class TodoApi { @Retry() async list() {} }
     setInterval(() => {}, 1_000);`,
  );
  const folder = workshop();
  await built(folder, { holdfast: 'src/cli/index.ts', restless: source });
  const run = (...args: string[]) => node(join(folder, 'holdfast.mjs'), ...args).catch((error) => error);
  const [good, bad] = await Promise.all([
    run('explain', join(folder, 'restless.mjs'), 'TodoApi.list'),
    run('explian'),
  ]);
  expect(good.stdout).toMatch(/^TodoApi\.list\n/);
  expect([bad.code, bad.stderr]).toEqual([
    1,
    expect.stringMatching(/there is no command explian; did you mean explain\?\n\nUsage: holdfast <command>/),
  ]);
});

test('the command says of TypeScript that Node cannot run that it has to be compiled', async () => {
  const folder = workshop();
  await built(folder, { holdfast: 'src/cli/index.ts' });
  // No Node runs TSX.
  const api = join(folder, 'api.tsx');
  writeFileSync(api, 'export {};');
  await expect(node(join(folder, 'holdfast.mjs'), 'explain', api)).rejects.toMatchObject({
    code: 1,
    stderr: `holdfast: ${api} is TypeScript, which this Node cannot run: compile it first\n`,
  });
});

test('the command says so when a module waits for ever for something', async () => {
  const folder = workshop();
  await built(folder, {
    holdfast: 'src/cli/index.ts',
    endless: module('endless', 'await new Promise(() => {});'),
  });
  const run = node(join(folder, 'holdfast.mjs'), 'explain', join(folder, 'endless.mjs'));
  await expect(run).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/^holdfast: .* never finishes/),
  });
});

test.skipIf(!existsSync('/dev/full'))(
  'the command fails if there is no room for what it prints',
  async () => {
    const folder = workshop();
    await built(folder, { holdfast: 'src/cli/index.ts' });
    const full = openSync('/dev/full', 'w');
    onTestFinished(() => closeSync(full));
    const child = spawn(process.execPath, [join(folder, 'holdfast.mjs'), 'help'], {
      stdio: ['ignore', full, 'pipe'],
    });
    const [said, [code]] = await Promise.all([text(child.stderr as Readable), once(child, 'close')]);
    expect([code, said]).toEqual([1, expect.stringMatching(/^holdfast: ENOSPC/)]);
  },
);
