import { oneLine } from '../basics/text.js';
import { isSecretName } from '../telemetry/secret-names.js';
import { BLANK, blank } from '../telemetry/secrets.js';

const LONGEST = 100;

/** Credentials do not count among what is shown. The rest is not looked at: a pattern has no room for a string of megabytes. */
const READ = 10_000;

/** Pieces of JSON: a name with its colon, a string, of which the end may be missing, a bracket or comma, and the rest. */
const PIECE = /("([^"\\]*(?:\\.[^"\\]*)*)"\s*:)|("[^"\\]*(?:\\.[^"\\]*)*"?)|([{}[\],])|[^"{}[\],]+/gs;

/** Numbers, and what else is no word of JSON's own. */
const VALUE = /(?<!\S)(?!(?:true|false|null)(?!\S))\S+/g;

/** An answer may hold a new token. A `code` is most often that of the error, which its reader needs. */
const isSecret = (name: string): boolean =>
  isSecretName(name) && !/^((error|reason|response|result|status)[-_.]?)?code$/i.test(name);

/**
 * An answer for a message: its beginning, without what it calls as credentials, and without what is within such a one. By
 * its pieces rather than parsed: it may be cut off, or stand in other text.
 */
export function quoted(body: unknown): string {
  if (body === undefined || body === null) return '';
  const whole = typeof body === 'string' ? body : JSON.stringify(body);
  const text = oneLine(hidden(whole.slice(0, READ)));
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}...` : text;
}

function hidden(text: string): string {
  let shown = '';
  let isNext = false;
  /** How many brackets are open within a credential, its own included. */
  let depth = 0;
  for (const [piece, named, name, string, mark] of text.matchAll(PIECE)) {
    if (shown.length > LONGEST) break;
    if (named === undefined && mark === undefined && (isNext || depth > 0)) {
      shown += string === undefined ? piece.replace(VALUE, `"${BLANK}"`) : `"${BLANK}"`;
      continue;
    }
    shown += piece;
    if (mark === '{' || mark === '[') depth += isNext || depth > 0 ? 1 : 0;
    else if (mark !== undefined && mark !== ',' && depth > 0) depth -= 1;
    isNext = named !== undefined && isSecret(name as string);
  }
  return blank(shown, { secrets: [], more: [] });
}
