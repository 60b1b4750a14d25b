/** The address that a request line names, undefined if it is none. A path may begin with two slashes, which alone would name another host. */
export function requestUrl(target: string, origin: string): URL | undefined {
  const href = target.startsWith('/') ? origin + target : target;
  return URL.canParse(href) ? new URL(href) : undefined;
}
