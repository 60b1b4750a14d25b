import http, { type Agent, type ClientRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import https from 'node:https';
import type { AxiosAdapter, AxiosResponse, InternalAxiosRequestConfig } from 'axios';
import { isOverNodeHttp } from './adapters.js';
import { isPooled } from './pool.js';
import { QuietSignal } from './quiet-signal.js';
import { Traffic } from './traffic.js';
import { sendingOf } from './transport.js';
import { expectWhole } from './whole.js';

type Config = InternalAxiosRequestConfig;

/** What axios asks for a request: options without a prototype, made for this request alone. */
type Options = RequestOptions & { agent: Agent; connectLimit?: number | undefined };
type OnResponse = (response: IncomingMessage) => void;

/** Set by follow-redirects on each response, and read by many for the address at which a request ended. */
type Told = IncomingMessage & { responseUrl?: string; redirects?: unknown[] };

/** What a shell or a container says of proxies, as axios reads it. */
const PROXIES = ['http_proxy', 'HTTP_PROXY', 'https_proxy', 'HTTPS_PROXY', 'all_proxy', 'ALL_PROXY'];

/**
 * Whether a request can do without the machinery for redirects and proxies until it meets one: that machinery takes as
 * long as Node takes for the whole request. Not where it does more than wait for a redirect: where it counts a `timeout`,
 * keeps a streamed body to send it again, or tells a user how much was sent. Nor where the body of the answer is handed
 * out as a stream, which lives on when all of this is over.
 */
export function isStraight(derived: Config, send: AxiosAdapter): boolean {
  const { data, proxy, httpVersion = 1 } = derived as Config & { readonly httpVersion?: unknown };
  if (!isOverNodeHttp(send) || httpVersion !== 1 || derived.socketPath || derived.transport) return false;
  if (derived.timeout || derived.onUploadProgress || derived.responseType === 'stream') return false;
  if (!isWhole(data)) return false;
  if (proxy || (proxy !== false && PROXIES.some((name) => process.env[name]))) return false;
  const traffic = sendingOf(derived);
  return traffic instanceof Traffic && !traffic.fresh && arePooled(derived);
}

const isWhole = (data: unknown): boolean =>
  !data || typeof data === 'string' || Buffer.isBuffer(data) || data instanceof ArrayBuffer;

const arePooled = ({ httpAgent, httpsAgent }: Config): boolean => isPooled(httpAgent) && isPooled(httpsAgent);

/** Sends without that machinery. When a redirect is met, `all` starts over, and finds the first answer there already. */
export function goStraight(derived: Config, send: AxiosAdapter, all: AxiosAdapter): Promise<AxiosResponse> {
  const traffic = sendingOf(derived) as Traffic;
  const { proxy } = derived;
  const follows = derived.maxRedirects !== 0;
  return new Promise((resolve, reject) => {
    const startOver = (answer: IncomingMessage, made: ClientRequest): void => {
      derived.transport = undefined;
      derived.proxy = proxy as typeof proxy & object;
      derived.signal = traffic.scope.signal;
      traffic.replay = answer;
      resolve(all(derived));
      made.destroy();
    };
    derived.transport = {
      request(options: Options, onResponse: OnResponse): ClientRequest {
        // Looked up at each request, for nock, msw and tracers replace it.
        const { request } = options.protocol === 'https:' ? https : http;
        options.connectLimit = traffic.connectLimit;
        const made = request(options, (response) => {
          if (follows && isRedirect(response)) return startOver(response, made);
          expectWhole(response);
          if (follows) tell(response, options);
          onResponse(response);
        });
        traffic.watch(options.agent, made);
        return made;
      },
    };
    derived.proxy = false;
    const signal = {
      value: new QuietSignal(traffic.scope),
      writable: true,
      enumerable: true,
      configurable: true,
    };
    Object.defineProperty(derived, 'signal', signal);
    send(derived).then(resolve, reject);
  });
}

/** As follow-redirects sees it. */
const isRedirect = ({ statusCode = 0, headers }: IncomingMessage): boolean =>
  statusCode >= 300 && statusCode < 400 && Boolean(headers.location);

function tell(response: Told, { protocol, hostname, port, path, auth }: Options): void {
  const user = auth ? `${encodeURIComponent(auth).replaceAll('%3A', ':')}@` : '';
  const host = hostname?.includes(':') ? `[${hostname}]` : hostname;
  response.responseUrl = `${protocol}//${user}${host}${port ? `:${port}` : ''}${path}`;
  response.redirects = [];
}
