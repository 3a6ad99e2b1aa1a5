'use client'
/** Named views of this person, kept on this device: boards, lists and calendars, opened from each of them. */
import { Bookmark, Trash2 } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useEffect, useState } from 'react'
import { useHere } from '#web/features/workspace/here.tsx'
import { Button } from '#web/ui/button.tsx'
import { Dialog } from '#web/ui/dialog.tsx'
import { Field } from '#web/ui/field.tsx'
import { Menu, MenuGroup, MenuItem, MenuLine } from '#web/ui/menu.tsx'
import { toastError } from '#web/ui/toast.ts'
import { hrefOf, MOST_NAME_CHARS, type Page, readViews, type SavedView, withView } from '../saved-views.ts'
import styles from './post-filter.module.css'

type SavedViewsProps = {
  readonly page: Page
  /** What is shown now, as a view keeps it. */
  readonly search: string
  readonly size?: 'small'
  /** For views of this page; those of the other one lead there. */
  readonly onOpen: (search: URLSearchParams) => void
}

export function SavedViews({ page, search: shown, size, onOpen }: SavedViewsProps) {
  const router = useRouter()
  const { user, workspace } = useHere()
  const key = `galley_views_${user.id}_${workspace.id}`
  const [views, setViews] = useState<readonly SavedView[]>([])
  const [naming, setNaming] = useState(false)
  useEffect(() => setViews(readViewsHere(key)), [key])

  const keep = (next: readonly SavedView[]) => {
    setViews(next)
    try {
      localStorage.setItem(key, JSON.stringify(next))
    } catch {
      toastError('This browser does not keep views', {
        description: 'It is a private window, or its storage is full.',
      })
    }
  }
  const open = ({ search }: SavedView) => {
    const place = hrefOf(search)
    if (place.page === page) onOpen(new URLSearchParams(search))
    else router.push(place.href)
  }
  const remove = (name: string) => keep(views.filter(each => each.name !== name))
  return (
    <>
      <Menu
        align="end"
        trigger={
          <Button look="quiet" size={size} aria-label="Saved views">
            <Bookmark aria-hidden />
            <span className={styles.word}>Views</span>
          </Button>
        }
      >
        {views.length > 0 && (
          <MenuGroup label="Saved on this device">
            {views.map(saved => (
              <MenuItem key={saved.name} onSelect={() => open(saved)}>
                {saved.name}
              </MenuItem>
            ))}
          </MenuGroup>
        )}
        {views.length > 0 && <MenuLine />}
        <MenuItem onSelect={() => setNaming(true)}>Save this view…</MenuItem>
        {views.some(({ search }) => search === shown) && (
          <MenuItem
            icon={<Trash2 aria-hidden />}
            onSelect={() => remove(views.find(({ search }) => search === shown)?.name ?? '')}
          >
            Forget this view
          </MenuItem>
        )}
      </Menu>
      <NameDialog
        open={naming}
        onClose={() => setNaming(false)}
        onName={name => {
          keep(withView(views, { name, search: shown }))
          setNaming(false)
        }}
      />
    </>
  )
}

type NameDialogProps = { readonly open: boolean; readonly onClose: () => void; readonly onName: (name: string) => void }

function NameDialog({ open, onClose, onName }: NameDialogProps) {
  const [name, setName] = useState('')
  return (
    <Dialog
      open={open}
      onOpenChange={is => !is && onClose()}
      title="Save this view"
      description="Filters, order and shape, kept on this device."
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" disabled={name.trim() === ''} onClick={() => onName(name)}>
            Save
          </Button>
        </>
      }
    >
      <form
        onSubmit={event => {
          event.preventDefault()
          if (name.trim() !== '') onName(name)
        }}
      >
        <Field
          label="Name"
          value={name}
          maxLength={MOST_NAME_CHARS}
          autoComplete="off"
          onChange={event => setName(event.target.value)}
        />
      </form>
    </Dialog>
  )
}

function readViewsHere(key: string): readonly SavedView[] {
  try {
    return readViews(localStorage, key)
  } catch {
    // Storage may be closed to us (private window): there are none.
    return []
  }
}
