import { onTestFinished } from 'vitest';
import { type ClientOptions, createClient } from '../../../src/http/index.js';

/** A client that ends with the test. */
export function clientFor(options: ClientOptions = {}) {
  const client = createClient(options);
  onTestFinished(() => client.close());
  return client;
}
