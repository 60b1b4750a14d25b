#!/usr/bin/env node
import { main } from './main.js';

// Nothing is left to do, and yet there is no end: Node would leave without a word, and with 0.
process.once('beforeExit', () => {
  process.stderr.write('holdfast: the module never finishes loading: it awaits what does not happen\n');
  process.exitCode = 1;
});

void main(process.argv.slice(2), {
  out: (text) => process.stdout.write(`${text}\n`),
  error: (text) => process.stderr.write(`${text}\n`),
}).then((code) => {
  // What a loaded module leaves open, such as a server, must not keep the tool alive; what was written must get out.
  process.stdout.write('', () => {
    const failure = process.stdout.errored as NodeJS.ErrnoException | null;
    // Who reads no further, such as `head`, has what they wanted.
    const lost = failure && failure.code !== 'EPIPE' ? `holdfast: ${failure.message}\n` : '';
    process.stderr.write(lost, () => process.exit(lost === '' ? code : 1));
  });
});
