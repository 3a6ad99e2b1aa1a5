/** Frames that no tab sends: random bytes, unknown kinds, cut lengths, honest updates with bytes changed. Seeded. */
import { writeVarString, writeVarUint, writeVarUint8Array } from 'lib0/encoding'
import type { Dice } from '#tests/faults/dice.ts'
import { frameOf } from '#tests/support/raw-socket.ts'

/** @param honest an update that would be good · @returns the next frame: bytes, or text */
export function createFrames(dice: Dice, name: string, honest: Uint8Array): () => Uint8Array | string {
  const bytes = (most: number) => Uint8Array.from({ length: dice.whole(0, most) }, () => dice.whole(0, 255))
  const mutated = (source: Uint8Array) => {
    const copy = source.slice(0, dice.whole(0, 3) === 0 ? dice.whole(0, source.length) : source.length)
    for (let count = dice.whole(1, 4); count > 0 && copy.length > 0; count -= 1) {
      copy[dice.whole(0, copy.length - 1)] = dice.whole(0, 255)
    }
    return copy
  }
  const sync = (update: Uint8Array) =>
    frameOf(name, dice.pick([0, 0, 0, 4]), encoder => {
      writeVarUint(encoder, dice.whole(0, 3))
      writeVarUint8Array(encoder, update)
    })

  return () => {
    switch (dice.whole(0, 9)) {
      case 0:
        return bytes(60)
      case 1:
        return frameOf(name, dice.whole(0, 200), encoder => writeVarUint8Array(encoder, bytes(40)))
      case 2:
        return frameOf(name, 1, encoder => writeVarUint8Array(encoder, bytes(40)))
      case 3:
        return mutated(sync(honest))
      case 4:
        // Varints that go on and on.
        return Uint8Array.from({ length: dice.whole(1, 40) }, () => 0x80 | dice.whole(0, 127))
      case 5:
        return frameOf(dice.pick(['post:', '__proto__', 'feed:x', name.slice(0, -1)]), 2, encoder => {
          writeVarUint(encoder, 0)
          writeVarString(encoder, 'x.y.z')
        })
      case 6:
        return dice.whole(0, 20) === 0 ? Buffer.from(bytes(20)).toString('base64') : '{"ping":1}'
      default:
        return sync(dice.whole(0, 3) === 0 ? bytes(120) : mutated(honest))
    }
  }
}
