#!/usr/bin/env node
import { main } from './main.js';

void main(process.argv.slice(2), {
  out: (text) => process.stdout.write(`${text}\n`),
  error: (text) => process.stderr.write(`${text}\n`),
}).then((code) => {
  // What a loaded module leaves open, such as a server, must not keep the tool alive; what was written must get out.
  process.stdout.write('', () => process.stderr.write('', () => process.exit(code)));
});
