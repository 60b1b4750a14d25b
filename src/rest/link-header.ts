/** One link: `<target>`, then its parameters, whose values may be quoted and then contain anything (RFC 8288, section 3). */
const LINK = /<([^<>]*)>((?:\s*;\s*[\w!#$%&'*+.^`|~-]+(?:\s*=\s*(?:"(?:[^"\\]|\\.)*"|[^\s";,]*))?)*)/g;
const PARAMETER = /;\s*([\w!#$%&'*+.^`|~-]+)(?:\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s";,]*)))?/g;

/** The target of the first link whose `rel` says `next`, whatever else it says. */
export function nextLink(header: string | undefined): string | undefined {
  for (const [, target = '', parameters = ''] of (header ?? '').matchAll(LINK)) {
    for (const [, name = '', quoted, plain = ''] of parameters.matchAll(PARAMETER)) {
      if (name.toLowerCase() !== 'rel') continue;
      if ((quoted ?? plain).toLowerCase().split(/\s+/).includes('next')) return target;
      // Of several `rel` only the first counts.
      break;
    }
  }
  return undefined;
}
