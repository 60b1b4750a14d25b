import type { InternalAxiosRequestConfig } from 'axios';

export const basic = (credentials: string): string => `Basic ${Buffer.from(credentials).toString('base64')}`;

const decoded = (part: string): string => {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
};

/** `user:password` in an address. */
export const authIn = ({ username, password }: URL): string | undefined =>
  username || password ? `${decoded(username)}:${decoded(password)}` : undefined;

/** `user:password`, as axios finds it: the option comes first, then what the address says. */
export const authOf = ({ auth }: InternalAxiosRequestConfig, url: URL): string | undefined =>
  auth ? `${auth.username || ''}:${auth.password || ''}` : authIn(url);
