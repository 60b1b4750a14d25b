import type { AxiosAdapter, AxiosResponse, InternalAxiosRequestConfig } from 'axios';
import { cutOff } from '../refusal.js';
import { dropPacked, refusePacked } from './encoding.js';
import { limitRedirects } from './redirects.js';

/** 64 MiB. What is larger is read as a stream, or its size is known and can be stated. */
const MAX_CONTENT_LENGTH = 64 * 1024 * 1024;

/**
 * What a client asks of any server: an end of redirects and bodies, no way out for its credentials, readable bodies.
 * The config is the one that the user knows; others may have the defaults of other instances in it.
 */
export const bordered =
  (send: AxiosAdapter, config: InternalAxiosRequestConfig): AxiosAdapter =>
  (derived) => {
    derived.maxContentLength = maxLengthOf(config);
    return send(limitRedirects(derived)).then(unpacked, dropped);
  };

/** The most bytes of a body, -1 for any number. */
export const maxLengthOf = ({ maxContentLength, responseType }: InternalAxiosRequestConfig): number =>
  maxContentLength ?? (responseType === 'stream' ? -1 : MAX_CONTENT_LENGTH);

function unpacked(response: AxiosResponse): AxiosResponse {
  refusePacked(response);
  // Over HTTP/2 axios takes a reply that was cut off for one that has ended.
  if (response.request?.rstCode) throw cutOff(response, response.config);
  return response;
}

function dropped(error: unknown): never {
  dropPacked((error as { response?: AxiosResponse } | undefined)?.response);
  throw error;
}
