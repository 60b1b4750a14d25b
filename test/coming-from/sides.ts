/** Both sides of a page, in front of one real server. */
import { attemptsOf } from 'holdfast';
import { useInstantClock } from 'holdfast/testing';
import { onTestFinished } from 'vitest';
import { hang, json, reply, reset, type Step, truncate } from '../support/server.js';
import { snippets } from '../support/snippets.js';

const NAMED: Record<string, Step> = { reset: reset(), timeout: hang(), 'cut off': truncate() };

/** What a row says: `503`, `404, not listed`, `reset`. */
export function stepFor(what: string): Step {
  const status = /^\d{3}/.exec(what)?.[0];
  const step = status === undefined ? NAMED[what] : reply(Number(status));
  if (step === undefined) throw new Error(`nobody knows what '${what}' is`);
  return step;
}

export const good = json({ id: 7 });

export const outcome = (work: () => unknown): Promise<any> =>
  Promise.resolve()
    .then(work)
    .catch((error: unknown) => error);

/** The delays between the attempts of a call, in seconds: `'3 6 12'`. */
export const delaysOf = (carrier: unknown): string =>
  attemptsOf(carrier)
    .flatMap(({ delay }) => (delay === undefined ? [] : [delay / 1000]))
    .join(' ');

/** No wait takes time, until the test ends. */
export function instantly(): void {
  const clock = useInstantClock({ patience: 30 });
  onTestFinished(() => clock.restore());
}

/** Runs the snippets of a page by their names; what each leaves open is closed with the test. */
export function page(name: string) {
  const found = snippets(`docs/coming-from/${name}.md`);
  return async (snippet: string, given: object = {}): Promise<Record<string, any>> => {
    const run = found[snippet];
    if (run === undefined) throw new Error(`${name}.md has no snippet '${snippet}'`);
    const made = await run(given);
    const closable = made.session ?? made.client;
    if (typeof closable?.close === 'function') onTestFinished(() => closable.close());
    return made;
  };
}
