'use client'
/** Shows a part that comes after its page; while it is under way that is said, and when it cannot be had, with a way to try again. */
import { CircleX, X } from 'lucide-react'
import type { ReactNode } from 'react'
import { createPortal } from 'react-dom'
import { Banner } from './banner.tsx'
import { Button } from './button.tsx'
import styles from './late.module.css'
import type { LatePart } from './late-part.ts'
import { layersElement } from './layers.ts'
import { useLate } from './use-late.ts'

type LateProps<Part extends object> = {
  readonly of: LatePart<Part>
  readonly wanted: boolean
  /** What it is, as a sentence begins with it: "Sharing". */
  readonly name: string
  readonly onClose: () => void
  readonly children: (part: Part) => ReactNode
}

/** For what lies over the page. */
export function Late<Part extends object>({ of: late, wanted, name, onClose, children }: LateProps<Part>) {
  const part = useLate(late, wanted)
  if (!wanted) return null
  if (typeof part === 'object') return children(part)
  return <LateNotice missing={part === 'missing'} name={name} onRetry={late.load} onClose={onClose} />
}

type LateNoticeProps = {
  readonly missing: boolean
  readonly name: string
  readonly onRetry: () => void
  readonly onClose: () => void
}

/** At the lower edge, over the page: what was asked for is under way, or cannot be had. */
export function LateNotice({ missing, name, onRetry, onClose }: LateNoticeProps) {
  const layers = layersElement()
  if (!layers) return null
  return createPortal(
    <div className={styles.notice}>
      {missing ? (
        <LateTrouble name={name} onRetry={onRetry} onClose={onClose} />
      ) : (
        <p className={styles.waiting} role="status">{`${name}: loading …`}</p>
      )}
    </div>,
    layers,
  )
}

type LateTroubleProps = Omit<LateNoticeProps, 'missing' | 'onClose'> & { readonly onClose?: () => void }

/** In the place of the part. */
export function LateTrouble({ name, onRetry, onClose }: LateTroubleProps) {
  return (
    <Banner
      tone="failed"
      icon={<CircleX />}
      role="alert"
      actions={
        <>
          <Button size="small" onClick={onRetry}>
            Try again
          </Button>
          {onClose && (
            <Button size="small" look="quiet" icon aria-label="Close" onClick={onClose}>
              <X aria-hidden />
            </Button>
          )}
        </>
      }
    >
      <b>{`${name} could not be loaded.`}</b> The server was not reached; the rest of the page works on.
    </Banner>
  )
}
