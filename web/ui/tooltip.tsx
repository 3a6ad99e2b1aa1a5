'use client'
/** The name of a part that shows only an icon. Never the only place of a fact: the part carries its own `aria-label`. */
import { Tooltip as Base } from '@base-ui/react/tooltip'
import type { ReactElement, ReactNode } from 'react'
import { layersElement } from './layers.ts'
import styles from './tooltip.module.css'

type TooltipProps = {
  readonly children: ReactElement
  readonly words: ReactNode
  readonly side?: 'top' | 'bottom' | 'right'
  readonly disabled?: boolean
}

export function Tooltip({ children, words, side = 'top', disabled = false }: TooltipProps) {
  return (
    <Base.Root disabled={disabled}>
      <Base.Trigger render={children} delay={400} />
      <Base.Portal container={layersElement()}>
        <Base.Positioner className={styles.positioner} side={side} sideOffset={6} collisionPadding={8}>
          <Base.Popup className={styles.tooltip}>{words}</Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  )
}
