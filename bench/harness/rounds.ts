import type { Contestant, Sample } from './contestant.js';
import type { Group } from './group.js';
import { allocated, measure } from './measure.js';
import type { Progress } from './progress.js';

export type Samples = ReadonlyMap<Contestant, readonly Sample[]>;

/**
 * Lets each contestant run in each round, for what a machine does besides changes from minute to minute. Each round
 * begins with another one, for who comes after whom matters too.
 */
export async function playRounds(group: Group, rounds: number, progress: Progress): Promise<Samples> {
  const { contestants, name } = group;
  const samples = new Map(contestants.map((each) => [each, [] as Sample[]]));
  let done = 0;
  const steps = (rounds + 1) * contestants.length;
  try {
    for (const contestant of contestants) await contestant.open?.();
    for (let round = -1; round < rounds; round++) {
      const first = Math.max(round, 0) % contestants.length;
      for (const contestant of [...contestants.slice(first), ...contestants.slice(0, first)]) {
        progress.show(done++ / steps, `${name}: ${contestant.name}`);
        const count = contestant.count ?? group.count;
        // The first round is for the compiler, and for connections to be made.
        const share = round < 0 ? (group.warmUp ?? 1) : 1;
        const sample = await measure(contestant, Math.ceil(share * count), group.leadIn);
        if (round >= 0) samples.get(contestant)?.push(sample);
      }
    }
    return group.allocation === undefined ? samples : await withBytes(samples, group.allocation, progress);
  } finally {
    progress.clear();
    for (const contestant of contestants) await contestant.close?.();
  }
}

async function withBytes(samples: Samples, count: number, progress: Progress): Promise<Samples> {
  const measured = new Map<Contestant, readonly Sample[]>();
  for (const [contestant, found] of samples) {
    progress.show(measured.size / samples.size, `${contestant.name}: allocation`);
    const bytes = await allocated(contestant, count);
    measured.set(
      contestant,
      found.map((sample) => ({ ...sample, bytes })),
    );
  }
  return measured;
}
