import axios, { type InternalAxiosRequestConfig } from 'axios';

// Not the global instance, whose defaults may be anyone's.
const plain = new axios.Axios({});

/** Whether it is for HTTP at all. */
export const isWeb = ({ protocol }: URL): boolean => protocol === 'http:' || protocol === 'https:';

const ABSOLUTE = /^https?:\/\//i;

/** The address of a request without its `params`, as axios joins it; axios would merge two configs to say so. */
export function uriOf({ baseURL, url, allowAbsoluteUrls }: Partial<InternalAxiosRequestConfig>): string {
  if (typeof url === 'string' && ABSOLUTE.test(url) && !(baseURL && allowAbsoluteUrls === false)) return url;
  return plain.getUri({ baseURL, url, allowAbsoluteUrls } as InternalAxiosRequestConfig);
}

/** The address that a request goes to, in full. */
export const urlOf = (config: InternalAxiosRequestConfig): string => plain.getUri(config);
