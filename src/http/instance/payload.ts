import axios, {
  type AxiosResponse,
  type AxiosResponseTransformer,
  type InternalAxiosRequestConfig,
} from 'axios';
import { ReceivedHeaders } from '../received.js';
import { isRefused, refusal } from '../refusal.js';

type Config = InternalAxiosRequestConfig & { readonly response?: AxiosResponse };

type Transformers = AxiosResponseTransformer | AxiosResponseTransformer[];

/** `application/json`, `application/problem+json` and their like; not `application/x-ndjson`. */
const JSON_TYPE = /^\s*(?:(?:application|text)\/json|[\w.!#$&^-]+\/[\w.!#$&^-]+\+json)\s*(?:;|$)/i;

/** The answers whose body is not, or not all of, what was asked for. */
const WITHOUT_DOCUMENT: ReadonlySet<number> = new Set([204, 205, 206]);

/**
 * The transformers of a client. In the place of axios' own, which hands out text where JSON does not parse, stands one
 * that fails; a user's own ones decide for themselves.
 */
export function strictly(own: Transformers | null | undefined): AxiosResponseTransformer[] {
  const usual = [axios.defaults.transformResponse ?? []].flat();
  // With null, axios leaves the body as it is.
  return [own === undefined ? usual : (own ?? [])]
    .flat()
    .map((transform) => (usual.includes(transform) ? parsing(transform) : transform));
}

const parsing = (usual: AxiosResponseTransformer): AxiosResponseTransformer =>
  function transformResponse(this: Config, data, headers, status): unknown {
    if (
      typeof data !== 'string' ||
      !isPromised(this, headers['content-type'] ?? headers.getContentType(), status)
    ) {
      return usual.call(this, data, headers, status);
    }
    ReceivedHeaders.unchanged(headers);
    // That something was done and there is nothing to tell is no failure; that nothing was found is.
    if (data === '' && !/^(get|query)$/i.test(this.method ?? 'get')) return data;
    try {
      return JSON.parse(data.charCodeAt(0) === 0xfeff ? data.slice(1) : data, this.parseReviver);
    } catch (error) {
      const { response } = this;
      if (!(error instanceof SyntaxError) || response === undefined) throw error;
      throw refusal(response, this, {
        why: `the body was said to be JSON and is not (${data.length} characters${positionIn(error)})`,
        code: 'ERR_BAD_RESPONSE',
        // V8's own quotes what it could not parse.
        cause: new SyntaxError(`the text is not valid JSON${positionIn(error)}`),
      });
    }
  };

/** Whether the server said that it sends JSON, and the user has not said otherwise. */
function isPromised(config: Config, type: unknown, status: number | undefined): boolean {
  const { responseType, transitional = axios.defaults.transitional, method, response } = config;
  if (responseType ? responseType !== 'json' : !transitional?.forcedJSONParsing) return false;
  if (status === undefined || status < 200 || status > 299 || WITHOUT_DOCUMENT.has(status)) return false;
  return !/^head$/i.test(method ?? '') && JSON_TYPE.test(String(type)) && !isRefused(response);
}

const positionIn = ({ message }: SyntaxError): string => {
  const position = /\bat position \d+/.exec(message)?.[0];
  return position === undefined ? '' : `, ${position}`;
};
