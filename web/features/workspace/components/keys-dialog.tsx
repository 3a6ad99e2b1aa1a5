'use client'
/** Every key of the page, on `?`. */
import { Dialog } from '#web/ui/dialog.tsx'
import { Kbd } from '#web/ui/kbd.tsx'
import styles from './keys-dialog.module.css'

const KEYS: readonly { readonly does: string; readonly keys: readonly string[] }[] = [
  { does: 'New post', keys: ['C'] },
  { does: 'New private post', keys: ['Shift', 'C'] },
  { does: 'Filter posts', keys: ['/'] },
  { does: 'Next, previous row', keys: ['J', 'K'] },
  { does: 'Open the row', keys: ['Enter'] },
  { does: 'Move it, change its status', keys: ['S'] },
  { does: 'Select the row', keys: ['X'] },
  { does: 'Take back what I just did to posts', keys: ['Z'] },
  { does: 'Lift a post in the calendar', keys: ['Space'] },
  { does: 'Move it by days, by 15 minutes', keys: ['Arrows', 'Shift + arrows'] },
  { does: 'Mark a notice read or unread', keys: ['E'] },
  { does: 'Archive a notice', keys: ['⌫'] },
  { does: 'Mute the post of a notice', keys: ['M'] },
  { does: 'Go to posts', keys: ['G', 'P'] },
  { does: 'Go to the calendar', keys: ['G', 'C'] },
  { does: 'Open the inbox', keys: ['G', 'I'] },
  { does: 'Go to settings', keys: ['G', 'S'] },
  { does: 'History of the post', keys: ['Ctrl', 'Shift', 'H'] },
  { does: 'Comment on the selected words', keys: ['Ctrl', 'Alt', 'M'] },
  { does: 'Next, previous thread', keys: ['Alt ↓', 'Alt ↑'] },
  { does: 'Send a comment', keys: ['Ctrl', 'Enter'] },
  { does: 'Fold the side bar', keys: ['Ctrl', '\\'] },
  { does: 'This list', keys: ['?'] },
]

export function KeysDialog({
  open,
  onOpenChange,
}: {
  readonly open: boolean
  readonly onOpenChange: (open: boolean) => void
}) {
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title="Keys"
      description="Single letters work outside text fields. Account settings turn them off."
    >
      <dl className={styles.keys}>
        {KEYS.map(({ does, keys }) => (
          <div key={does} className={styles.line}>
            <dt>{does}</dt>
            <dd>
              {keys.map(key => (
                <Kbd key={key}>{key}</Kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </Dialog>
  )
}
