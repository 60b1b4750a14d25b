/** A run that is in order is taken for one that is not once in so many. */
const FALSE_ALARM = 1e-6;

/** The most that can be put down to chance of events that are rare and know nothing of each other, `mean` of them on average. */
export function mostByChance(mean: number): number {
  let most = 0;
  // Poisson: the chance of just so many, and of no more.
  let chance = Math.exp(-mean);
  for (let sum = chance; 1 - sum > FALSE_ALARM; sum += chance) {
    most += 1;
    chance *= mean / most;
  }
  return most;
}
