import { type Reply, refusal } from './reply.js';
import type { NewItem } from './store.js';

const longestSummary = 119;

/** The item that a client asks for, or why it cannot have it. */
export function readNewItem(contentType: string | undefined, text: string): NewItem | Reply {
  if (!/^application\/json\s*(;|$)/i.test(contentType ?? '')) return refusal(415, 'send application/json');
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return refusal(400, 'the body is not JSON');
  }
  if (typeof body !== 'object' || body === null) return refusal(400, 'the body is not an object');

  const { summary, description } = body as Record<string, unknown>;
  if (typeof summary !== 'string' || summary === '') return refusal(400, 'summary is required, as a string');
  if (summary.length > longestSummary) return refusal(400, `summary is over ${longestSummary} characters`);
  if (/[\r\n]/.test(summary)) return refusal(400, 'summary has a newline');
  if (description !== undefined && typeof description !== 'string') {
    return refusal(400, 'description is not a string');
  }
  return { summary, description };
}
