import type { AxiosAdapter } from 'axios';
import { sendingOf } from '../transport.js';
import { deliver } from './deliver.js';
import type { Line } from './wire.js';

const lines = new WeakMap<AxiosAdapter, Line>();

/** An adapter whose requests go over this line. */
export function adapterOver(line: Line): AxiosAdapter {
  const adapter: AxiosAdapter = (config) => {
    const { headers, data, maxContentLength = -1 } = config;
    return deliver({ config, headers, data, maxContentLength, sending: sendingOf(config) }, line);
  };
  return markLine(adapter, line);
}

/** Remembers that what this adapter sends goes over `line`, if there is one. */
export function markLine(adapter: AxiosAdapter, line: Line | undefined): AxiosAdapter {
  if (line !== undefined) lines.set(adapter, line);
  return adapter;
}

export const lineOf = (adapter: AxiosAdapter): Line | undefined => lines.get(adapter);
