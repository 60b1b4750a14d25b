import { flat } from '../read.js';
import type { Call, Headers, Reply } from '../route.js';

/** A JSON reply as Flask makes it: names in order, a line end last. */
export function json(value: object, headers: Headers = {}): Reply {
  const sorted = Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
  return {
    headers: { 'content-type': 'application/json', ...headers },
    body: `${JSON.stringify(sorted, null, 2)}\n`,
  };
}

const titled = (name: string): string =>
  name.toLowerCase().replaceAll(/(^|-)[a-z]/g, (start) => start.toUpperCase());

/** The names as Python's servers spell them; values of the same name joined. */
export function headersOf({ rawHeaders }: Call): Record<string, string> {
  const headers: Record<string, string> = {};
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = titled(rawHeaders[at] as string);
    const value = rawHeaders[at + 1] as string;
    headers[name] = Object.hasOwn(headers, name) ? `${headers[name]},${value}` : value;
  }
  return headers;
}

/** Text as it is, anything else as a data URL. */
function printable(bytes: Buffer, type = 'application/octet-stream'): string {
  const text = bytes.toString();
  return Buffer.from(text).equals(bytes) ? text : `data:${type};base64,${bytes.toString('base64')}`;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

const FORM = /^(?:multipart\/form-data|application\/x-www-form-urlencoded)\b/i;

/** The parts of a form. What is announced as one and is none is data like any other. */
async function formOf({ headers, body }: Call): Promise<FormData | undefined> {
  const type = headers['content-type'] ?? '';
  if (!FORM.test(type)) return undefined;
  return new Response(new Uint8Array(body), { headers: { 'content-type': type } })
    .formData()
    .catch(() => undefined);
}

/** What httpbin tells of a request that has a body. */
export async function seen(call: Call): Promise<Record<string, unknown>> {
  const form = await formOf(call);
  const fields: [string, unknown][] = [];
  const files: [string, unknown][] = [];
  for (const [name, value] of form ?? []) {
    if (typeof value === 'string') fields.push([name, value]);
    else files.push([name, printable(Buffer.from(await value.arrayBuffer()), value.type)]);
  }
  const data = form === undefined ? printable(call.body) : '';
  return { ...seenBare(call), data, files: flat(files), form: flat(fields), json: parsed(data) };
}

/** The same of one that has none. */
export const seenBare = (call: Call): Record<string, unknown> => ({
  args: flat(call.url.searchParams),
  headers: headersOf(call),
  origin: call.origin,
  url: call.url.href,
});
