/** A reply that is written by hand, for `ServerResponse` would see to its being right. */
export function rawReply(status: string, headers: readonly string[], body: string): Buffer {
  return Buffer.from(`HTTP/1.1 ${status}\r\n${headers.map((line) => `${line}\r\n`).join('')}\r\n${body}`);
}
