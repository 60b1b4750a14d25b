/** The clients that people use, each with the same fault in its way: how do their errors differ? */
import { Agent, get } from 'node:http';
import { get as getByTls, Agent as TlsAgent } from 'node:https';
import type { LookupFunction } from 'node:net';
import { text } from 'node:stream/consumers';
import axios, { type AxiosRequestConfig } from 'axios';
import { attach, createClient } from 'holdfast';

/** Where to send a request, and what is to befall it. */
export interface Target {
  readonly url: string;
  /** The certificate authority to trust. */
  readonly ca?: string;
  readonly lookup?: LookupFunction;
  readonly signal?: () => AbortSignal;
  /** For axios alone. */
  readonly config?: AxiosRequestConfig;
  /** For the agent under fetch alone. */
  readonly agent?: object;
}

/** Reads a reply to its end. */
type Client = (target: Target) => Promise<unknown>;

type FetchAgent = { destroy(): Promise<void> };

/** Node does not export the agent of its own fetch, but leaves one lying about: the second, where it is of a later kind. */
async function fetchAgent(options: object): Promise<FetchAgent> {
  await fetch('data:,');
  const [first, second] = [1, 2].map((n) =>
    Reflect.get(globalThis, Symbol.for(`undici.globalDispatcher.${n}`)),
  );
  const agent = second ?? first;
  return new agent.constructor(options);
}

async function withFetchAgent<T>({ ca, lookup, agent }: Target, use: (agent: object) => Promise<T>) {
  const dispatcher = await fetchAgent({ connect: { ca, lookup }, ...agent });
  try {
    return await use(dispatcher);
  } finally {
    await dispatcher.destroy();
  }
}

const axiosConfig = ({ signal, config, lookup, ca }: Target): AxiosRequestConfig => ({
  ...(signal && { signal: signal() }),
  // One connection per request: what befell another must not show here.
  httpAgent: new Agent(lookup && { lookup }),
  httpsAgent: new TlsAgent({ ca, ...(lookup && { lookup }) }),
  ...config,
});

export const CLIENTS = {
  axios: (target) => axios.get(target.url, axiosConfig(target)),
  'axios without redirects': (target) => axios.get(target.url, { ...axiosConfig(target), maxRedirects: 0 }),
  // A user's own instance, with agents of its own.
  'attached axios': (target) => attach(axios.create()).get(target.url, axiosConfig(target)),
  'holdfast client': async ({ ca, lookup, ...target }) => {
    const client = createClient({ ...(lookup && { lookup: lookup as never }) });
    try {
      const own = ca === undefined ? {} : { httpsAgent: new TlsAgent({ ca }) };
      return await client.get(target.url, {
        ...target.config,
        ...own,
        ...(target.signal && { signal: target.signal() }),
      });
    } finally {
      await client.close();
    }
  },
  'axios over fetch': (target) =>
    withFetchAgent(target, (dispatcher) =>
      axios.get(target.url, { ...axiosConfig(target), adapter: 'fetch', fetchOptions: { dispatcher } }),
    ),
  fetch: (target) =>
    withFetchAgent(target, async (dispatcher) => {
      const init = { signal: target.signal?.() ?? null, dispatcher };
      const response = await fetch(target.url, init as RequestInit);
      return await response.text();
    }),
  // What got and many SDKs stand on. The request knows more of a failure than the reply does, and tells it first.
  'node:http': ({ url, ca, lookup, signal }) =>
    new Promise((resolve, reject) => {
      const options = { agent: false as const, ca, lookup, signal: signal?.() };
      const request = (url.startsWith('https:') ? getByTls : get)(url, options);
      request.on('error', reject).on('response', (response) => text(response).then(resolve, reject));
    }),
} satisfies Record<string, Client>;

export type ClientName = keyof typeof CLIENTS;
