/** Places in the text as others can find them: Yjs relative positions, as presence carries them. */
import type { EditorState } from '@tiptap/pm/state'
import { absolutePositionToRelativePosition, relativePositionToAbsolutePosition } from '@tiptap/y-tiptap'
import * as Y from 'yjs'
import { bindingOf } from './anchors.ts'

/** Null while no shared text is bound to the editor. */
export function toSharedPlace(state: EditorState, position: number): object | null {
  const binding = bindingOf(state)
  const place: unknown = binding && absolutePositionToRelativePosition(position, binding.type, binding.mapping)
  return place instanceof Y.RelativePosition ? { ...Y.relativePositionToJSON(place) } : null
}

/** @param place as somebody said it · @returns null for what is none, or is not in the text here */
export function findSharedPlace(state: EditorState, place: unknown): number | null {
  const binding = bindingOf(state)
  if (!binding || typeof place !== 'object' || place === null) return null
  try {
    const relative = Y.createRelativePositionFromJSON(place)
    const position = relativePositionToAbsolutePosition(binding.doc, binding.type, relative, binding.mapping)
    return position === null || position > state.doc.content.size ? null : position
  } catch {
    // What others say may be anything.
    return null
  }
}
