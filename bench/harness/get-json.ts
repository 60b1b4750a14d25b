import type { Agent, ClientRequest, IncomingMessage } from 'node:http';

/** `get` of node:http or of node:https. */
type Get = (
  url: string,
  options: { readonly agent: Agent },
  onResponse: (response: IncomingMessage) => void,
) => ClientRequest;

/** What there is without any library, and without most of what one is for: not even the status is looked at. */
export function getJson<T>(get: Get, url: string, agent: Agent): Promise<T> {
  return new Promise((resolve, reject) => {
    get(url, { agent }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        text += chunk;
      });
      response.on('end', () => resolve(JSON.parse(text) as T));
      response.on('error', reject);
    }).on('error', reject);
  });
}
