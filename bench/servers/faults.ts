export const FAULTS = ['500', '429', 'reset', 'missing field'] as const;

export type Fault = (typeof FAULTS)[number];

/** What befalls the first request for an item: the same for everybody who has the same seed. */
export function faultOf(index: number, seed: number, rate: number): Fault | undefined {
  const drawn = random(index ^ Math.imul(seed, 0x9e3779b1));
  return drawn < rate ? FAULTS[Math.floor((drawn / rate) * FAULTS.length)] : undefined;
}

/** From 0 to 1, of a whole number: splitmix32 (Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators, 2014). */
function random(state: number): number {
  let mixed = (state + 0x9e3779b9) | 0;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return ((mixed ^ (mixed >>> 16)) >>> 0) / 2 ** 32;
}
