/** Where the name at a remote caret goes. Pure; numbers are CSS pixels in the window. */

export type Flag = {
  readonly left: number
  readonly top: number
  readonly width: number
  /** It points to the left of its caret. */
  readonly turned: boolean
  /** How many flags it stands above. */
  readonly level: number
}

const MOST_WIDTH = 160
const CHAR_WIDTH = 8
const PADDING = 12

/** An upper estimate: the name is drawn by the style sheet and cannot be measured. */
export function flagWidth(name: string): number {
  return Math.min(MOST_WIDTH, [...name].length * CHAR_WIDTH + PADDING)
}

/** @param edge where the text's own column ends on the right */
export function placeFlag(caret: Pick<Flag, 'left' | 'top' | 'width'>, edge: number, placed: readonly Flag[]): Flag {
  const turned = caret.left + caret.width > edge && caret.left > caret.width
  const free = (level: number) =>
    !placed.some(other => other.level === level && meet({ ...caret, turned, level }, other))
  let level = 0
  while (!free(level)) level += 1
  return { ...caret, turned, level }
}

const SAME_LINE = 8

function meet(one: Flag, other: Flag): boolean {
  const [a, b] = [spanOf(one), spanOf(other)]
  return Math.abs(one.top - other.top) < SAME_LINE && a.from < b.to && b.from < a.to
}

function spanOf({ left, width, turned }: Flag): { from: number; to: number } {
  return turned ? { from: left - width, to: left } : { from: left, to: left + width }
}
