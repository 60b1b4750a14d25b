/** The same expectations for axios' own adapter over `node:http` and for a client over undici. */
import { Agent } from 'node:http';
import axios, { type AxiosInstance, type CreateAxiosDefaults } from 'axios';
import { createClient } from 'holdfast';
import { undici } from 'holdfast/undici';
import { describe, onTestFinished } from 'vitest';

export interface Contestant {
  readonly name: string;
  readonly isUndici: boolean;
  /** An instance whose connections end with the test. */
  create(options?: CreateAxiosDefaults): AxiosInstance;
}

const overHttp: Contestant = {
  name: 'axios over http',
  isUndici: false,
  create(options = {}) {
    const httpAgent = new Agent({ keepAlive: true });
    onTestFinished(() => httpAgent.destroy());
    return axios.create({ httpAgent, ...options });
  },
};

const overUndici: Contestant = {
  name: 'a client over undici',
  isUndici: true,
  create(options = {}) {
    const client = createClient({ ...options, transport: undici() });
    onTestFinished(() => client.close());
    return client;
  },
};

/** Runs the tests once for each. Where axios is known to err, a test says so and asks `isUndici`. */
export const forBoth = (tests: (contestant: Contestant) => void): void => {
  for (const each of [overHttp, overUndici]) describe(each.name, () => tests(each));
};

/** What a promise is rejected with. */
export const rejection = (promise: Promise<unknown>): Promise<any> =>
  promise.then(
    (value) => {
      throw new Error(`expected a rejection, got ${String(value)}`);
    },
    (error: unknown) => error,
  );
