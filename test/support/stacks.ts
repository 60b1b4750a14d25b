/**
 * Makes stacks cheap. Vite looks up for each line of each stack where in the source it is; where calls fail by the
 * thousand, and holdfast takes secrets out of their stacks, that took longer than the calls. Here each place of the
 * code is looked up once in a process.
 */
type Prepare = (error: Error, frames: NodeJS.CallSite[]) => string;

const OURS = Symbol.for('holdfast.tests.stacks');

export function remembered(lookUp: Prepare): Prepare {
  const lines = new Map<string, string>();
  const lineOf = (frame: NodeJS.CallSite): string => {
    const place = String(frame);
    const known = lines.get(place);
    if (known !== undefined) return known;
    const found = lookUp({ name: '', message: '' }, [frame]);
    const line = found.slice(found.indexOf('\n'));
    lines.set(place, line);
    return line;
  };
  // The first line is as Vite has it.
  return (error, frames) => `${error.name || 'Error'}: ${error.message || ''}${frames.map(lineOf).join('')}`;
}

const lookUp = Error.prepareStackTrace as (Prepare & { [OURS]?: true }) | undefined;
// The setup is there for every file, and what it imports, too.
if (lookUp && !lookUp[OURS]) Error.prepareStackTrace = Object.assign(remembered(lookUp), { [OURS]: true });
