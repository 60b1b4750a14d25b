/**
 * The job that this library was made for: 35,000 GETs by 150 workers, over TLS, from an API that takes 20 ms and fails
 * for 1 % of the items: with a 500, a 429, a reset connection, or a 200 without a field. Exits with an error if holdfast
 * loses a call, mixes up the results, or has more than 150 connections.
 */
import type { Job } from './clients/workload.js';
import { bench } from './harness/bench.js';
import { startChild } from './harness/child.js';
import type { Contestant, Figures } from './harness/contestant.js';
import { ratio } from './harness/result.js';
import type { Conditions, Served } from './servers/workload.js';

const WORKERS = 150;
const conditions: Conditions = { serverTime: 20, seed: 1, rate: 0.01 };

const IDEAL = 'the ideal: only the server takes time';
const BARE = 'axios, kept connections';

await bench(async ({ quick, size, compare }) => {
  const { info, ask, close } = await startChild<{ url: string; ca: string }>(
    new URL('./servers/workload.ts', import.meta.url),
    JSON.stringify(conditions),
  );
  const count = size(35_000, 600);

  const contestant = (name: string, about: Partial<Contestant> = {}): Contestant => ({
    name,
    ...about,
    run: async (calls) => {
      const job: Job = { name, ...info, workers: WORKERS, calls, leadIn: size(5_000, 100), quick };
      const client = await startChild(new URL('./clients/workload.ts', import.meta.url), JSON.stringify(job));
      await ask<Served>('forget what you have seen');
      const figures = await client.ask<Figures>('go');
      await client.close();
      const { opened, most, faults } = await ask<Served>('what have you seen?');
      return { ...figures, lost: ((figures.lost ?? NaN) * count) / calls, opened, most, faults };
    },
  });

  const ideal = conditions.serverTime / WORKERS;
  const ours = ['holdfast', 'holdfast, over undici'];
  try {
    const { rows } = await compare({
      name: 'workload',
      title: `${count.toLocaleString('en-US')} GETs by ${WORKERS} workers over TLS, 20 ms each, 1 % faults`,
      baseline: IDEAL,
      count,
      rounds: 5,
      // It is for the server only: each run has a process of its own.
      warmUp: 0.1,
      columns: [
        { title: 'time', of: 'time', as: 'cost' },
        { title: 'CPU', of: 'cpu', as: 'cost', baseline: BARE },
        { title: 'calls lost', of: 'lost', as: 'value', drawn: true },
        { title: 'connections at once', of: 'most', as: 'value' },
        { title: 'opened', of: 'opened', as: 'value' },
        {
          title: 'peak memory',
          of: 'peak',
          as: 'value',
          format: (bytes) => `${Math.round(bytes / 2 ** 20)} MiB`,
        },
      ],
      contestants: [
        { name: IDEAL, run: () => ({ time: ideal, cpu: NaN, lost: 0 }) },
        // What a client on this machine can reach at all.
        contestant('node:https alone'),
        contestant('undici alone', { packages: ['undici'] }),
        contestant('axios, a new connection for each', {
          packages: ['axios'],
          // Handshakes keep both processors busy for minutes.
          count: size(3500, 200),
        }),
        contestant(BARE, { packages: ['axios'] }),
        contestant('axios-retry', { packages: ['axios-retry'] }),
        ...ours.map((name) => contestant(name, { ours: true })),
      ],
    });
    for (const { name, figures } of rows) {
      if (!ours.includes(name)) continue;
      const { lost, wrong, most } = figures;
      if (lost?.max !== 0) throw new Error(`${name} lost ${lost?.max} of ${count} calls`);
      if (wrong?.max !== 0) throw new Error(`${name} has ${wrong?.max} results in the wrong place`);
      if (!most || most.max > WORKERS)
        throw new Error(`${name} had ${most?.max} connections, not ${WORKERS}`);
      process.stdout.write(
        `${name}: 0 calls lost, results in order, ${ratio(most.max)} connections at most\n`,
      );
    }
  } finally {
    await close();
  }
});
