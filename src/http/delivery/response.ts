import type { AxiosError, AxiosResponse } from 'axios';
import { validated } from '../borders/judged.js';
import { axiosError } from '../refusal.js';

/** The body as its `responseType` wants it; text is made JSON by axios, if it is to be. */
export function decode(bytes: Buffer, { config, headers }: AxiosResponse): unknown {
  const { responseType, responseEncoding } = config;
  if (responseType === 'arraybuffer') return bytes;
  // axios' own adapter would make text of it.
  if (responseType === 'blob')
    return new Blob([bytes as never], { type: String(headers['content-type'] ?? '') });
  const text = bytes.toString(responseEncoding as BufferEncoding | undefined);
  const isUtf8 = !responseEncoding || responseEncoding === 'utf8';
  return isUtf8 && text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
}

/** As axios settles: by `validateStatus`. The error of an answer that is none, or undefined. */
export function errorOf(response: AxiosResponse): AxiosError | undefined {
  const { status, config, request } = response;
  const { validateStatus } = config;
  if (!status || !validateStatus || validated(validateStatus, status)) return undefined;
  const code = status >= 400 && status < 500 ? 'ERR_BAD_REQUEST' : 'ERR_BAD_RESPONSE';
  return axiosError(`Request failed with status code ${status}`, code, config, request, response);
}
