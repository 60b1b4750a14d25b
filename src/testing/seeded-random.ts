import { currentClock, type Replaced, systemClock, useClock } from '../clock.js';
import { chance } from '../seeded.js';

/**
 * Makes holdfast's chance repeat for the whole process, and leaves its time alone: the same seed gives the same jitter.
 *
 * @returns a function that gives back what was there before
 * @throws ConfigError unless `seed` is a whole number
 * @example
 * const restore = useSeededRandom(42);
 * restore();
 */
export function useSeededRandom(seed: number): () => void {
  const random = chance(seed, 'useSeededRandom');
  const restore = useClock({
    now: () => below().now(),
    wall: () => below().wall(),
    schedule: (task, ms) => below().schedule(task, ms),
    random,
  });
  const mine = currentClock() as Replaced;
  const below = () => mine.replacement ?? systemClock;
  return restore;
}
