/** Dragging posts over days and hours, by the browser's own means. */
import { draggable, dropTargetForElements, monitorForElements } from '@atlaskit/pragmatic-drag-and-drop/element/adapter'
import type { PostRow } from '#web/features/posts/rows.ts'
import type { Wall } from '../zoned.ts'

const DRAGGED = Symbol('planned post')
const DAY = Symbol('day')

type Dragged = {
  readonly row: PostRow
  /** Null for a post that is not planned yet. */
  readonly at: string | null
}

/** @returns ends it */
export function makeDraggable(element: HTMLElement, dragged: Dragged): () => void {
  return draggable({
    element,
    getInitialData: () => ({ [DRAGGED]: dragged }),
    onGenerateDragPreview: () => {
      element.dataset.lifting = ''
    },
    onDragStart: () => {
      delete element.dataset.lifting
      element.dataset.dragged = ''
    },
    onDrop: () => {
      delete element.dataset.dragged
    },
  })
}

type DayTarget = {
  readonly date: string
  /** Minutes of the day at a height in pixels from the element's top; left out where only the day counts. */
  readonly minutesAt?: (y: number) => number
  readonly onOver: (wall: Wall | { readonly date: string } | null) => void
}

type Over = { readonly date: string; readonly time?: string }

/** @returns ends it */
export function makeDropDay(element: HTMLElement, { date, minutesAt, onOver }: DayTarget): () => void {
  const overAt = (clientY: number): Over => {
    if (!minutesAt) return { date }
    return { date, time: clockOf(minutesAt(clientY - element.getBoundingClientRect().top)) }
  }
  return dropTargetForElements({
    element,
    canDrop: ({ source }) => draggedIn(source.data) !== null,
    getData: ({ input }) => ({ [DAY]: overAt(input.clientY) }),
    onDrag: ({ location }) => onOver(overAt(location.current.input.clientY)),
    onDragLeave: () => onOver(null),
    onDrop: () => onOver(null),
  })
}

/** @returns ends it */
export function watchCalendarDrags(onDrop: (dragged: Dragged, over: Over) => void): () => void {
  return monitorForElements({
    canMonitor: ({ source }) => draggedIn(source.data) !== null,
    onDrop: ({ source, location }) => {
      const dragged = draggedIn(source.data)
      const over = location.current.dropTargets[0]?.data[DAY] as Over | undefined
      if (dragged && over) onDrop(dragged, over)
    },
  })
}

/** 570 → `09:30`; within the day, by quarters of an hour. */
export function clockOf(minutes: number): string {
  const quarter = Math.min(24 * 60 - 15, Math.max(0, Math.floor(minutes / 15) * 15))
  return `${String(Math.floor(quarter / 60)).padStart(2, '0')}:${String(quarter % 60).padStart(2, '0')}`
}

function draggedIn(data: Record<string | symbol, unknown>): Dragged | null {
  return (data[DRAGGED] as Dragged | undefined) ?? null
}
