import type { InternalAxiosRequestConfig } from 'axios';

export const basic = (credentials: string): string => `Basic ${Buffer.from(credentials).toString('base64')}`;

export const decoded = (part: string): string => {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
};

/** `user:password`, as axios finds it: the option comes first, then what the address says. */
export function authOf(
  { auth }: InternalAxiosRequestConfig,
  { username, password }: URL,
): string | undefined {
  if (auth) return `${auth.username || ''}:${auth.password || ''}`;
  return username || password ? `${decoded(username)}:${decoded(password)}` : undefined;
}
