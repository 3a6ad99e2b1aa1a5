'use client'
/** What reaches you, by topic and way. Each change acts at once. */
import { Lock, TriangleAlert } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { NOTICE_TOPICS, type NoticeTopic } from '#domain/contract/notice-topics.ts'
import { errorWords } from '#web/api-client.ts'
import { Banner } from '#web/ui/banner.tsx'
import { Button } from '#web/ui/button.tsx'
import { Checkbox } from '#web/ui/checkbox.tsx'
import { Skeleton } from '#web/ui/skeleton.tsx'
import { Switch } from '#web/ui/switch.tsx'
import { findPreferences, type Preferences, writePreferences } from '../preferences.ts'
import { type DeviceState, usePushDevice } from '../push-device.ts'
import { TOPIC_WORDS } from '../view.ts'
import styles from './preferences-page.module.css'

const WAYS = ['inbox', 'mail', 'push'] as const
type Way = (typeof WAYS)[number]
const WAY_WORDS: Readonly<Record<Way, string>> = { inbox: 'Inbox', mail: 'Mail', push: 'Push' }
/** What waits for a decision always stands in the inbox. */
const ALWAYS: NoticeTopic = 'trouble'

export function PreferencesPage() {
  const { preferences, failed, change, again } = usePreferences()
  return (
    <section className={styles.page} aria-labelledby="preferences-title">
      <h2 id="preferences-title">What reaches you</h2>
      <p className={styles.note}>Changes act at once, on all your devices.</p>
      {failed !== null && (
        <Banner
          tone="failed"
          icon={<TriangleAlert />}
          role="alert"
          actions={preferences === null && <Button onClick={again}>Try again</Button>}
        >
          {failed}
        </Banner>
      )}
      {preferences ? (
        <Matrix preferences={preferences} onChange={change} />
      ) : (
        failed === null && (
          <div className={styles.loading} aria-busy="true">
            <span className="vh">Loading</span>
            {['90%', '70%', '80%', '75%'].map(width => (
              <Skeleton key={width} width={width} height={18} />
            ))}
          </div>
        )
      )}
    </section>
  )
}

type MatrixProps = { readonly preferences: Preferences; readonly onChange: (next: Preferences) => void }

function Matrix({ preferences, onChange }: MatrixProps) {
  const { topics, watchOnComment, mail } = preferences
  const set = (topic: NoticeTopic, way: Way, on: boolean) =>
    onChange({ ...preferences, topics: { ...topics, [topic]: { ...topics[topic], [way]: on } } })
  const refusal = (topic: NoticeTopic, way: Way): string | null => {
    if (way === 'mail' && !mail.isSetUp) return 'Mail is not set up'
    return way !== 'inbox' && !topics[topic].inbox ? 'Not in the inbox either' : null
  }
  return (
    <>
      <table className={styles.matrix}>
        <thead>
          <tr>
            <th scope="col">Kind</th>
            {WAYS.map(way => (
              <th key={way} scope="col">
                {WAY_WORDS[way]}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {NOTICE_TOPICS.map(topic => (
            <tr key={topic}>
              <th scope="row">{TOPIC_WORDS[topic]}</th>
              {WAYS.map(way => (
                <td key={way}>
                  {topic === ALWAYS && way === 'inbox' ? (
                    <span className={styles.locked} title="Always in the inbox">
                      <Lock size={14} aria-hidden />
                      <span className="vh">Always in the inbox</span>
                    </span>
                  ) : (
                    <Checkbox
                      title={refusal(topic, way) ?? undefined}
                      disabled={refusal(topic, way) !== null}
                      checked={topics[topic][way] && refusal(topic, way) === null}
                      onChange={event => set(topic, way, event.target.checked)}
                    >
                      <span className="vh">{`${TOPIC_WORDS[topic]}: ${WAY_WORDS[way]}`}</span>
                    </Checkbox>
                  )}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <p className={styles.note}>A post that could not be published, or may not be out, always reaches your inbox.</p>
      <p className={styles.note}>
        {mail.isSetUp
          ? 'Mail comes when something has been unread for half an hour: one mail for all of it.'
          : 'Mail is not set up on this server: SMTP_URL names no mail server.'}
      </p>
      <DeviceLine />
      <div className={styles.line}>
        <div>
          <h3>Watch posts I comment on</h3>
          <p className={styles.note}>You hear of all comments on them. Stop any time with the bell of the post.</p>
        </div>
        <Switch
          label="Watch posts I comment on"
          checked={watchOnComment}
          onChange={checked => onChange({ ...preferences, watchOnComment: checked })}
        />
      </div>
    </>
  )
}

/** Push goes to the browsers where it was switched on. */
function DeviceLine() {
  const { state, why, toggle } = usePushDevice()
  return (
    <div className={styles.line}>
      <div>
        <h3>Tell this browser at once</h3>
        <p className={styles.note}>{DEVICE_WORDS[state]}</p>
        {why !== null && (
          <p className={styles.note} role="alert">
            {why}
          </p>
        )}
      </div>
      <Switch
        label="Tell this browser at once"
        checked={state === 'on'}
        disabled={state !== 'on' && state !== 'off'}
        onChange={toggle}
      />
    </div>
  )
}

const DEVICE_WORDS: Readonly<Record<DeviceState, string>> = {
  unknown: 'Looking…',
  impossible: 'This browser cannot be told: it has no push, or the connection is not secure.',
  refused:
    'You have refused notifications of this site in this browser. Its settings for the site can allow them again.',
  off: 'What you chose under Push shows as a notification when no page of Galley is in sight.',
  on: 'What you chose under Push shows as a notification when no page of Galley is in sight. Ends when you sign out.',
}

/** What is chosen shows at once; of several changes in a row the last one is sent last. */
function usePreferences() {
  const [preferences, setPreferences] = useState<Preferences | null>(null)
  const [failed, setFailed] = useState<string | null>(null)
  const [round, setRound] = useState(0)
  const stored = useRef<Preferences | null>(null)
  const sending = useRef<Promise<void>>(Promise.resolve())

  // biome-ignore lint/correctness/useExhaustiveDependencies: each round asks again
  useEffect(() => {
    const stop = new AbortController()
    findPreferences(stop.signal).then(
      found => {
        stored.current = found
        setPreferences(found)
        setFailed(null)
      },
      (error: unknown) => {
        if (!stop.signal.aborted) setFailed(`Could not load this: ${errorWords(error)}`)
      },
    )
    return () => stop.abort()
  }, [round])

  function change(next: Preferences) {
    setPreferences(next)
    sending.current = sending.current.then(async () => {
      try {
        stored.current = await writePreferences(next)
        setFailed(null)
      } catch (error) {
        setPreferences(stored.current)
        setFailed(`Not changed: ${errorWords(error)}`)
      }
    })
  }
  return { preferences, failed, change, again: () => setRound(before => before + 1) }
}
