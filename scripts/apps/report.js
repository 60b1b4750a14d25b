import { execFile } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { promisify } from 'node:util';

const execute = promisify(execFile);

/** Runs the steps, those of one program after each other, and prints a row a program. True if all went well. */
export async function report(steps) {
  const programs = grouped([...steps]);
  const queue = [...programs];
  const failures = [];
  const worker = async () => {
    for (let next = queue.shift(); next; next = queue.shift()) failures.push(...(await runProgram(...next)));
  };
  await Promise.all(Array.from({ length: availableParallelism() }, worker));
  for (const { what, on, output } of failures) console.error(`\n${what}, ${on}:\n${output}`);
  const count = [...programs.values()].flat().length;
  console.log(`\n${count - failures.length} of ${count} steps held fast.`);
  return failures.length === 0;
}

async function runProgram(what, steps) {
  const failures = [];
  const marks = [];
  for (const step of steps) {
    const output = await run(step);
    if (output !== undefined) failures.push({ ...step, output });
    marks.push(`${step.on} ${output === undefined ? 'ok' : 'FAILED'}`);
    // What does not compile cannot run.
    if (output !== undefined && step.on === 'compiles') break;
  }
  console.log(`${what.padEnd(38)} ${marks.join('  ')}`);
  return failures;
}

/** Undefined if it went well, else what it printed. */
async function run({ command, args, expects = '' }) {
  try {
    const { stdout, stderr } = await execute(command, args, { timeout: 120_000 });
    return stdout.includes(expects)
      ? undefined
      : `expected ${JSON.stringify(expects)}, got:\n${stdout}${stderr}`;
  } catch (error) {
    return `${error.stdout ?? ''}${error.stderr ?? ''}` || String(error);
  }
}

/** Node 20 has no `Map.groupBy`. */
function grouped(steps) {
  const programs = new Map();
  for (const step of steps) programs.set(step.what, [...(programs.get(step.what) ?? []), step]);
  return programs;
}
