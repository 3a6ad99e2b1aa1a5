/** Dragging posts by the browser's own means: what is dragged, and where it may be let go. */
import { draggable, dropTargetForElements, monitorForElements } from '@atlaskit/pragmatic-drag-and-drop/element/adapter'
import type { ColumnKey } from '../columns.ts'
import type { PostRow } from '../rows.ts'

const POST = Symbol('post')
const COLUMN = Symbol('column')

/** @returns ends it */
export function makeDraggable(element: HTMLElement, row: PostRow): () => void {
  return draggable({
    element,
    getInitialData: () => ({ [POST]: row }),
    onDragStart: () => {
      element.dataset.dragged = ''
    },
    onDrop: () => {
      delete element.dataset.dragged
    },
  })
}

type ColumnDrop = { readonly mayTake: (row: PostRow) => boolean; readonly onOver: (over: boolean) => void }

/** @returns ends it */
export function makeDropColumn(element: HTMLElement, column: ColumnKey, { mayTake, onOver }: ColumnDrop): () => void {
  return dropTargetForElements({
    element,
    getData: () => ({ [COLUMN]: column }),
    canDrop: ({ source }) => {
      const row = rowIn(source.data)
      return row !== null && mayTake(row)
    },
    onDragEnter: () => onOver(true),
    onDragLeave: () => onOver(false),
    onDrop: () => onOver(false),
  })
}

type Watch = {
  readonly onStart: (row: PostRow) => void
  readonly onEnd: () => void
  readonly onDrop: (row: PostRow, column: ColumnKey) => void
}

/** Watches every drag of a post on the page. @returns ends it */
export function watchPostDrags({ onStart, onEnd, onDrop }: Watch): () => void {
  return monitorForElements({
    canMonitor: ({ source }) => rowIn(source.data) !== null,
    onDragStart: ({ source }) => {
      const row = rowIn(source.data)
      if (row) onStart(row)
    },
    onDrop: ({ source, location }) => {
      onEnd()
      const row = rowIn(source.data)
      const column = location.current.dropTargets[0]?.data[COLUMN] as ColumnKey | undefined
      if (row && column) onDrop(row, column)
    },
  })
}

function rowIn(data: Record<string | symbol, unknown>): PostRow | null {
  return (data[POST] as PostRow | undefined) ?? null
}
