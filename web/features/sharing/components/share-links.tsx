'use client'
/** Links for people without an account: those that live, and a new one, whose address is shown this once. */
import { Link2, TriangleAlert } from 'lucide-react'
import { useCallback, useEffect, useState } from 'react'
import { SHARE_LEVELS, type ShareLevel } from '#domain/contract/inputs/sharing.ts'
import { errorWords } from '#web/api-client.ts'
import { Banner } from '#web/ui/banner.tsx'
import { Button } from '#web/ui/button.tsx'
import { CopyField } from '#web/ui/copy-field.tsx'
import { useAnnouncements } from '#web/ui/live-region.tsx'
import { presentMs } from '#web/ui/present.ts'
import { Time } from '#web/ui/time.tsx'
import { endLink, listLinks, makeLink, type ShareLink } from '../api.ts'
import { keepFocus } from '../keep-focus.ts'
import { LINK_LIVES, shareLevelWords } from '../words.ts'
import styles from './share-dialog.module.css'

const DAY_MS = 24 * 60 * 60 * 1000

export function ShareLinks({ postId }: { readonly postId: string }) {
  const { say } = useAnnouncements()
  const [links, setLinks] = useState<readonly ShareLink[]>([])
  const [made, setMade] = useState<{ readonly id: string; readonly url: string } | null>(null)
  const [trouble, setTrouble] = useState<string | null>(null)
  const [level, setLevel] = useState<ShareLevel>('view')
  const [life, setLife] = useState<(typeof LINK_LIVES)[number]>(LINK_LIVES[0])

  const act = useCallback(
    async (deed: () => Promise<void>) => {
      setTrouble(null)
      try {
        await deed()
        setLinks(await listLinks(postId))
      } catch (error) {
        setTrouble(errorWords(error))
      }
    },
    [postId],
  )
  useEffect(() => void act(async () => undefined), [act])

  const make = () =>
    act(async () => {
      const expiresAt = life.days === null ? null : new Date(presentMs() + life.days * DAY_MS).toISOString()
      setMade(await makeLink(postId, { level, expiresAt }))
      say('The link is ready')
    })
  const end = ({ id }: ShareLink) =>
    act(async () => {
      await endLink(postId, id)
      if (made?.id === id) setMade(null)
      say('The link is off')
    })

  return (
    <section className={styles.part} aria-labelledby="share-links-head">
      <h3 className={styles.head} id="share-links-head">
        Links for people without an account
      </h3>
      {trouble && (
        <Banner tone="failed" icon={<TriangleAlert />} role="alert">
          {trouble}
        </Banner>
      )}
      {links.length > 0 && (
        <ul className={styles.people}>
          {links.map(link => (
            <li key={link.id} className={styles.person}>
              <Link2 size={16} aria-hidden />
              <span className={styles.name}>
                {shareLevelWords(link.level)}
                <span className={styles.note}>
                  {' · '}
                  {link.expiresAt ? (
                    <>
                      until <Time at={link.expiresAt} />
                    </>
                  ) : (
                    'no end'
                  )}
                </span>
              </span>
              <Button
                size="small"
                look="quiet"
                onClick={event => {
                  keepFocus(event.currentTarget)
                  void end(link)
                }}
              >
                Turn off
              </Button>
            </li>
          ))}
        </ul>
      )}
      {made && (
        <div className={styles.made}>
          <p className={styles.note}>
            Whoever has this link sees the text as it is written. The link is shown this once.
          </p>
          <CopyField label="Share link" value={made.url} />
        </div>
      )}
      <form
        className={styles.add}
        onSubmit={event => {
          event.preventDefault()
          void make()
        }}
      >
        <select
          className={styles.select}
          aria-label="What whoever has the link may do"
          value={level}
          onChange={event => setLevel(SHARE_LEVELS.find(each => each === event.target.value) ?? level)}
        >
          {SHARE_LEVELS.map(each => (
            <option key={each} value={each}>
              {shareLevelWords(each)}
            </option>
          ))}
        </select>
        <select
          className={styles.select}
          aria-label="How long the link lives"
          value={life.word}
          onChange={event => setLife(LINK_LIVES.find(({ word }) => word === event.target.value) ?? life)}
        >
          {LINK_LIVES.map(({ word }) => (
            <option key={word} value={word}>
              {word}
            </option>
          ))}
        </select>
        <Button type="submit">Make a link</Button>
      </form>
    </section>
  )
}
