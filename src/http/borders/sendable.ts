import { show } from '../../basics/show.js';
import { ConfigError } from '../../errors.js';
import { TOKEN } from '../../headers.js';
import { final } from '../../policies/safety/final.js';

/** What the value of a header can carry, as Node sees it. */
const UNSENDABLE = /[^\t\x20-\x7e\x80-\xff]/;

/** `\p{Cc}`, for which V8 would build a set from tables of Unicode as soon as this file is loaded. */
const CONTROL = /[^ -~\u00a0-\uffff]/;

/** An error of a request that was never sent, and that no rule shall send again. */
export const notSent = (message: string): ConfigError => final(new ConfigError(message));

/**
 * Refuses headers that cannot be sent as they are. axios leaves out of a value what would break it, so that the server
 * gets another one; but a line break in it is an attack, or a token that was read with the end of its line.
 *
 * @param headers as users give them, those of single methods in objects of their own
 * @param where for the message
 * @throws ConfigError without the value, which may be a credential
 */
export function refuseUnsendable(headers: unknown, where: () => string): void {
  if (typeof headers !== 'object' || headers === null) return;
  for (const name in headers) {
    if (!Object.hasOwn(headers, name)) continue;
    const value: unknown = Reflect.get(headers, name);
    if (value === undefined || value === null || value === false) continue;
    if (typeof value === 'object' && !Array.isArray(value)) refuseUnsendable(value, where);
    else if (!TOKEN.test(name) && (CONTROL.test(name) || !TOKEN.test(name.trim())))
      throw notSent(`${where()}: ${JSON.stringify(name)} is no name for a header`);
    else if (Array.isArray(value)) for (const each of value) refuseValue(name, String(each), where);
    else refuseValue(name, String(value), where);
  }
}

function refuseValue(name: string, value: string, where: () => string): void {
  const found = UNSENDABLE.exec(value);
  if (found === null) return;
  throw notSent(`${where()}: the value of '${name}' has ${characterAt(found)}, which no header can carry`);
}

/** Refuses an address with control characters: URL parsers leave out line breaks, wherever they stand. */
export function refuseControls(address: unknown, where: () => string): void {
  const found = typeof address === 'string' ? CONTROL.exec(address) : null;
  if (found) throw notSent(`${where()}: the address has ${characterAt(found)}, which no URL can carry`);
}

/** Refuses a `timeout` such as '5s', which axios takes for 5 milliseconds. */
export function refuseDuration(timeout: unknown, where: () => string): void {
  if (typeof timeout !== 'string' || !/^\s*[\d.]+\s*[a-z]+\s*$/i.test(timeout)) return;
  const advice = "milliseconds, as axios takes them (durations go into createClient's 'timeouts.attempt')";
  throw notSent(`${where()}: option 'timeout': expected ${advice}, got ${show(timeout)}`);
}

const characterAt = ({ 0: character, index }: RegExpExecArray): string => {
  const code = character.codePointAt(0) ?? 0;
  return `the character U+${code.toString(16).toUpperCase().padStart(4, '0')} at position ${index}`;
};
