import { AxiosHeaders, type AxiosRequestTransformer, type InternalAxiosRequestConfig } from 'axios';
import { boundaryOf } from '../delivery/multipart.js';
import { isStream } from './body.js';

type Config = InternalAxiosRequestConfig;
type Maker = () => unknown;

/** What axios would do to a body that it sees: done to each one that the function makes. */
const transformations = new WeakMap<Maker, readonly AxiosRequestTransformer[]>();

const asItIs = [(data: unknown): unknown => data];

/**
 * Before axios transforms the body: a function that makes one is held back until it is sent, each time that it is sent,
 * and of a view on a larger buffer no more is sent than is seen of it (axios sends the buffer).
 */
export function holdBody(config: Config): Config {
  const { data, transformRequest } = config as { data?: unknown } & Config;
  if (ArrayBuffer.isView(data) && data.byteLength < data.buffer.byteLength) {
    config.data = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  }
  if (typeof data !== 'function' || transformations.has(data as Maker)) return config;
  const make: Maker = () => data();
  transformations.set(make, [transformRequest ?? []].flat());
  config.data = make;
  config.transformRequest = asItIs;
  // Or axios would name the type of what it does not see.
  config.headers.setContentType(false, false);
  return config;
}

/**
 * Puts the body in that is to be sent; a promise if it has to be made first. `derived` is not the user's own.
 *
 * @param bounds whether the adapter goes by the boundary of a form that the header names: fetch has its own
 */
export function prepareBody(derived: Config, bounds: boolean): Promise<void> | undefined {
  if (typeof derived.data === 'function') return makeBody(derived, derived.data, bounds);
  settleForm(derived, bounds);
  return undefined;
}

async function makeBody(derived: Config, make: Maker, bounds: boolean): Promise<void> {
  const headers = new AxiosHeaders(derived.headers);
  if (headers.get('content-type') === false) headers.delete('content-type');
  derived.headers = headers;
  derived.data = await make();
  for (const transform of transformations.get(make) ?? [])
    derived.data = transform.call(derived, derived.data, headers);
  // As axios does where there is a body and nobody has said more.
  if (/^(post|put|patch)$/i.test(derived.method ?? ''))
    headers.setContentType('application/x-www-form-urlencoded', false);
  settleForm(derived, bounds);
}

/** What makes a form the same bytes each time. */
function settleForm(derived: Config, bounds: boolean): void {
  if (bounds && derived.data instanceof FormData) bindForm(derived, derived.data);
  else bufferForm(derived);
}

/** axios would draw another boundary each time, also instead of one that it finds too short, or in quotes. */
function bindForm(derived: Config, form: FormData): void {
  const headers = new AxiosHeaders(derived.headers);
  if (/boundary=[-\w]{10,70}/i.test(String(headers.get('content-type')))) return;
  derived.headers = headers.set('Content-Type', `multipart/form-data; boundary=${boundaryOf(form)}`);
}

/** The part of the `form-data` package that is needed here. It is a stream, and gone once it has been sent. */
interface OldForm {
  getBuffer(): Buffer;
  getHeaders(): Record<string, string>;
  hasKnownLength(): boolean;
  getLengthSync(): number;
}

/** A form of the `form-data` package is sent from memory if all of it is there, and so can be sent again. */
function bufferForm(derived: Config): void {
  const form = derived.data as Partial<OldForm> | undefined;
  if (!isStream(form) || typeof form.getBuffer !== 'function' || typeof form.getHeaders !== 'function')
    return;
  const buffer = bufferOf(form as OldForm);
  if (buffer === undefined) return;
  derived.headers = new AxiosHeaders(derived.headers).set(form.getHeaders()) as Config['headers'];
  derived.data = buffer;
}

function bufferOf(form: OldForm): Buffer | undefined {
  try {
    const buffer = form.getBuffer();
    // Not so when it was sent by others, and nothing but its end is left.
    return form.hasKnownLength() && form.getLengthSync() === buffer.length ? buffer : undefined;
  } catch {
    // There are streams in it.
    return undefined;
  }
}
