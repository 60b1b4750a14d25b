/** The same expectations for axios' own adapter over `node:http`, and for a client over `node:http` and over undici. */
import { Agent } from 'node:http';
import axios, { type AxiosInstance, type CreateAxiosDefaults } from 'axios';
import { createClient } from 'holdfast';
import { undici } from 'holdfast/undici';
import { describe, onTestFinished } from 'vitest';

export interface Contestant {
  readonly name: string;
  readonly isUndici: boolean;
  /** Its adapter is ours, at least for requests without streams, timeouts and proxies. */
  readonly isOurs: boolean;
  /** An instance whose connections end with the test. */
  create(options?: CreateAxiosDefaults): AxiosInstance;
}

const overHttp: Contestant = {
  name: 'axios over http',
  isUndici: false,
  isOurs: false,
  create(options = {}) {
    const httpAgent = new Agent({ keepAlive: true });
    onTestFinished(() => httpAgent.destroy());
    return axios.create({ httpAgent, ...options });
  },
};

const overNode: Contestant = {
  name: 'a client over http',
  isUndici: false,
  isOurs: true,
  create(options = {}) {
    const client = createClient(options);
    onTestFinished(() => client.close());
    return client;
  },
};

const overUndici: Contestant = {
  name: 'a client over undici',
  isUndici: true,
  isOurs: true,
  create(options = {}) {
    const client = createClient({ ...options, transport: undici() });
    onTestFinished(() => client.close());
    return client;
  },
};

/** Runs the tests once for each. Where axios is known to err, a test says so and asks `isOurs` or `isUndici`. */
export const forAll = (tests: (contestant: Contestant) => void): void => {
  for (const each of [overHttp, overNode, overUndici]) describe(each.name, () => tests(each));
};

/** What a promise is rejected with. */
export const rejection = (promise: Promise<unknown>): Promise<any> =>
  promise.then(
    (value) => {
      throw new Error(`expected a rejection, got ${String(value)}`);
    },
    (error: unknown) => error,
  );
