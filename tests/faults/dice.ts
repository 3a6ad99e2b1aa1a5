/** Chance that can be repeated: the same seed gives the same numbers. */

export type Dice = {
  /** 0 ≤ value < 1 */
  readonly roll: () => number
  /** least ≤ value ≤ most, whole */
  readonly whole: (least: number, most: number) => number
  readonly pick: <T>(list: readonly T[]) => T
}

export function createDice(seed: number): Dice {
  let state = seed >>> 0
  // mulberry32 (Tommy Ettinger, public domain)
  const roll = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let value = Math.imul(state ^ (state >>> 15), state | 1)
    value ^= value + Math.imul(value ^ (value >>> 7), value | 61)
    return ((value ^ (value >>> 14)) >>> 0) / 4_294_967_296
  }
  const whole = (least: number, most: number) => least + Math.floor(roll() * (most - least + 1))
  return {
    roll,
    whole,
    pick: list => {
      const picked = list[whole(0, list.length - 1)]
      if (picked === undefined) throw new Error('Nothing to pick from')
      return picked
    },
  }
}
