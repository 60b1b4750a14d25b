import { show } from '../basics/show.js';
import { notSent } from '../http/borders/sendable.js';

/** What axios' own adapter can do and this one cannot, with the reason. */
const REFUSED: Readonly<Record<string, string>> = {
  __proto__: null as never,
  httpAgent: 'undici() has connections of its own',
  httpVersion: 'undici() speaks HTTP/1.1',
  http2Options: 'undici() speaks HTTP/1.1',
  insecureHTTPParser: "undici's parser cannot be made lenient",
  maxRate: 'undici() does not hold bytes back',
  transport: 'undici() has connections of its own',
};

const NAMES = Object.keys(REFUSED);

/**
 * Refuses options that would be ignored.
 *
 * @throws ConfigError
 */
export function refuseUnsupported(options: object, where: () => string): void {
  for (const name of NAMES) {
    const value = (options as Record<string, unknown>)[name];
    if (
      value === undefined ||
      value === null ||
      value === false ||
      (name === 'httpVersion' && Number(value) === 1)
    )
      continue;
    throw notSent(`${where()}: option '${name}': ${REFUSED[name]}, got ${show(value)}`);
  }
}
