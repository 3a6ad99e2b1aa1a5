'use client'
/**
 * A question that must be answered first: focus stays inside, Esc closes, focus goes back where it was. A press beside it
 * closes it as well while nothing was typed in it.
 */
import { Dialog as Base } from '@base-ui/react/dialog'
import { X } from 'lucide-react'
import { type ReactNode, useEffect, useRef } from 'react'
import { Button } from './button.tsx'
import styles from './dialog.module.css'
import { layersElement } from './layers.ts'

type DialogProps = {
  readonly open: boolean
  readonly onOpenChange: (open: boolean) => void
  readonly title: string
  readonly description?: ReactNode
  readonly children?: ReactNode
  /** Buttons at the foot; the one that acts says what it does. */
  readonly actions?: ReactNode
}

export function Dialog({ open, onOpenChange, title, description, children, actions }: DialogProps) {
  const popup = useRef<HTMLDivElement>(null)
  // A question with a field begins in it; the close button is only the first by its place.
  const firstField = () => popup.current?.querySelector<HTMLElement>('input, textarea, select') ?? true
  const isTyped = useRef(false)
  useEffect(() => {
    if (!open) isTyped.current = false
  }, [open])
  const change = (next: boolean, { reason, cancel }: Base.Root.ChangeEventDetails) => {
    // A slip of the hand throws nothing away.
    if (!next && reason === 'outside-press' && isTyped.current) return cancel()
    onOpenChange(next)
  }
  return (
    <Base.Root open={open} onOpenChange={change}>
      <Base.Portal container={layersElement()}>
        <Base.Backdrop className={styles.backdrop} />
        <Base.Viewport className={styles.viewport}>
          <Base.Popup
            ref={popup}
            className={styles.dialog}
            initialFocus={firstField}
            onInput={() => {
              isTyped.current = true
            }}
          >
            <header className={styles.head}>
              <Base.Title className={styles.title}>{title}</Base.Title>
              <Base.Close render={<Button look="quiet" size="small" icon aria-label="Close" />}>
                <X aria-hidden />
              </Base.Close>
            </header>
            {description && (
              <Base.Description className={styles.description} render={<div />}>
                {description}
              </Base.Description>
            )}
            {children}
            {actions && <footer className={styles.actions}>{actions}</footer>}
          </Base.Popup>
        </Base.Viewport>
      </Base.Portal>
    </Base.Root>
  )
}
