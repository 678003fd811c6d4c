/** Draws that a seed repeats. */
export interface Dice {
  /** A whole number from 0 to below `count`. */
  below(count: number): number;
  /** True in `percent` of all draws. */
  chance(percent: number): boolean;
  pick<T>(things: readonly T[]): T | undefined;
}

/** mulberry32: quick, and good enough for what it draws. */
export const createDice = (seed: number): Dice => {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (count: number): number => Math.floor(next() * count);
  return {
    below,
    chance: (percent) => next() * 100 < percent,
    pick: (things) => things[below(things.length)],
  };
};
