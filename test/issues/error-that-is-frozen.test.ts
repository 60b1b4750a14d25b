/**
 * An adapter of a user's own may settle with anything. What could not be looked into or written to left the request open: its
 * time limit ran on, and its listener stayed on the signal.
 */
import axios, { type AxiosAdapter } from 'axios';
import { expect, test } from 'vitest';
import { attach } from '../../src/http/index.js';

const adapters: Record<string, AxiosAdapter> = {
  'an error that is frozen': async (config) => {
    throw Object.freeze(Object.assign(new Error('frozen'), { config }));
  },
  nothing: async () => undefined as never,
};

test.each(Object.entries(adapters))(
  'an adapter that settles with %s leaves no listener behind',
  async (_name, adapter) => {
    const listeners = new Set<unknown>();
    const signal = {
      aborted: false,
      addEventListener: (_type: string, listener: unknown) => listeners.add(listener),
      removeEventListener: (_type: string, listener: unknown) => listeners.delete(listener),
    };
    const client = attach(axios.create({ adapter }));
    await expect(client.get('http://localhost/', { signal: signal as never })).rejects.toBeInstanceOf(Error);
    expect(listeners.size).toBe(0);
  },
);
