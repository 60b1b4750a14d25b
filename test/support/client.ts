import { type ClientOptions, createClient } from 'holdfast';
import { onTestFinished } from 'vitest';
import { type Step, serve } from './server.js';

/** A real server that answers with `steps`, and a client of it; both end with the test. */
export async function clientFor(steps: Step | readonly Step[], options: ClientOptions = {}) {
  const server = await serve(steps);
  const http = createClient({ baseURL: server.url, ...options });
  onTestFinished(() => http.close());
  return { server, http };
}
