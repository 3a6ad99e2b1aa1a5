'use client'
/** Who may see a post, and the links for people without an account. Each choice acts at once. */
import { Lock, Users } from 'lucide-react'
import { type MouseEvent, useCallback, useEffect, useState } from 'react'
import type { PostAccess } from '#domain/contract/inputs/sharing.ts'
import { errorWords } from '#web/api-client.ts'
import { Avatar } from '#web/ui/avatar.tsx'
import { Banner } from '#web/ui/banner.tsx'
import { Button } from '#web/ui/button.tsx'
import { Dialog } from '#web/ui/dialog.tsx'
import { Segments } from '#web/ui/segments.tsx'
import { Skeleton } from '#web/ui/skeleton.tsx'
import { type AccessView, findAccess, type NamedPerson, namePerson, removePerson, setAccess } from '../api.ts'
import { keepFocus } from '../keep-focus.ts'
import { LEVEL_CHOICES } from '../words.ts'
import { AddPerson } from './add-person.tsx'
import styles from './share-dialog.module.css'
import { ShareLinks } from './share-links.tsx'

type ShareDialogProps = {
  readonly postId: string
  readonly workspaceId: string
  readonly workspaceName: string
  readonly onClose: () => void
}

export function ShareDialog({ postId, workspaceId, workspaceName, onClose }: ShareDialogProps) {
  const [view, setView] = useState<AccessView | null>(null)
  const [busy, setBusy] = useState(false)
  const [trouble, setTrouble] = useState<string | null>(null)

  /** Does it, then shows what the server says. */
  const act = useCallback(async (deed: () => Promise<AccessView>) => {
    setBusy(true)
    setTrouble(null)
    try {
      setView(await deed())
    } catch (error) {
      setTrouble(errorWords(error))
    }
    setBusy(false)
  }, [])
  useEffect(() => void act(() => findAccess(postId)), [act, postId])

  return (
    <Dialog open onOpenChange={open => !open && onClose()} title="Share this post">
      <div className={styles.body} aria-busy={busy}>
        {trouble && (
          <Banner tone="failed" icon={<Lock />} role="alert">
            {trouble}
          </Banner>
        )}
        {!view && !trouble && <Skeleton width="100%" height={96} />}
        {view && (
          <>
            <section className={styles.part} aria-label="Who can see it">
              {view.mayShare && (
                <Segments<PostAccess>
                  label="Who can see it"
                  value={view.access}
                  choices={[
                    { value: 'workspace', words: 'Everybody here' },
                    { value: 'private', words: 'Private' },
                  ]}
                  onChange={access => access !== view.access && void act(() => setAccess(postId, access))}
                />
              )}
              <p className={styles.words}>
                {view.access === 'private' ? <Lock size={16} aria-hidden /> : <Users size={16} aria-hidden />}
                {view.access === 'private'
                  ? 'Only the people below see it. For others in the workspace it is not there, admins too; pages they have open close.'
                  : `Everybody in ${workspaceName} sees it, and may do what their role allows.`}
              </p>
              {view.access === 'private' && (
                <ul className={styles.people}>
                  {view.people.map(person => (
                    <Person
                      key={person.id}
                      person={person}
                      mayShare={view.mayShare}
                      onLevel={level => void act(() => namePerson(postId, person.id, level))}
                      onRemove={() =>
                        void act(async () => {
                          await removePerson(postId, person.id)
                          return findAccess(postId)
                        })
                      }
                    />
                  ))}
                </ul>
              )}
              {view.access === 'private' && view.mayShare && (
                <AddPerson
                  postId={postId}
                  workspaceId={workspaceId}
                  named={view.people}
                  onAdd={(userId, level) => void act(() => namePerson(postId, userId, level))}
                />
              )}
              {!view.mayShare && (
                <p className={styles.note}>
                  {`${view.people.find(({ isCreator }) => isCreator)?.name ?? 'An admin'} or an admin who sees it can change this.`}
                </p>
              )}
            </section>
            {view.mayShare && <ShareLinks postId={postId} />}
          </>
        )}
      </div>
    </Dialog>
  )
}

type PersonProps = {
  readonly person: NamedPerson
  readonly mayShare: boolean
  readonly onLevel: (level: (typeof LEVEL_CHOICES)[number]['value']) => void
  readonly onRemove: () => void
}

function Person({ person, mayShare, onLevel, onRemove }: PersonProps) {
  const { name, color, isCreator, level, role } = person
  const remove = (event: MouseEvent<HTMLElement>) => {
    keepFocus(event.currentTarget)
    onRemove()
  }
  return (
    <li className={styles.person}>
      <Avatar name={name} color={color} decorative />
      <span className={styles.name}>{name}</span>
      {isCreator && <span className={styles.note}>Began it</span>}
      {!isCreator && !mayShare && (
        <span className={styles.note}>{LEVEL_CHOICES.find(({ value }) => value === level)?.word}</span>
      )}
      {!isCreator && mayShare && (
        <>
          {role === null && <span className={styles.note}>Not in the workspace</span>}
          <select
            className={styles.select}
            aria-label={`What ${name} may do`}
            value={level ?? 'view'}
            onChange={event => {
              const chosen = LEVEL_CHOICES.find(({ value }) => value === event.target.value)
              if (chosen) onLevel(chosen.value)
            }}
          >
            {LEVEL_CHOICES.map(({ value, word }) => (
              <option key={value} value={value}>
                {word}
              </option>
            ))}
          </select>
          <Button size="small" look="quiet" aria-label={`Remove ${name}`} onClick={remove}>
            Remove
          </Button>
        </>
      )}
    </li>
  )
}
