import axios, { type InternalAxiosRequestConfig } from 'axios';

// Not the global instance, whose defaults may be anyone's.
const plain = new axios.Axios({});

const ABSOLUTE = /^https?:\/\//i;

/** The address of a request without its `params`, as axios joins it; axios would merge two configs to say so. */
export function uriOf({ baseURL, url, allowAbsoluteUrls }: Partial<InternalAxiosRequestConfig>): string {
  if (typeof url === 'string' && ABSOLUTE.test(url) && !(baseURL && allowAbsoluteUrls === false)) return url;
  return plain.getUri({ baseURL, url, allowAbsoluteUrls } as InternalAxiosRequestConfig);
}
