'use client'
/** Name and settings of one kind of channel. What is wrong is told where it is. */
import { TriangleAlert } from 'lucide-react'
import { type ComponentProps, type FormEvent, type ReactNode, useId, useState } from 'react'
import { CHANNEL_KIND_FACTS, type ChannelKind, DEMO_BEHAVIOURS } from '#domain/contract/channel-kinds.ts'
import { LIMITS } from '#domain/contract/limits.ts'
import { ApiError, errorWords } from '#web/api-client.ts'
import { Banner } from '#web/ui/banner.tsx'
import { Button } from '#web/ui/button.tsx'
import { Field } from '#web/ui/field.tsx'
import select from '#web/ui/select.module.css'
import { useDeedWith } from '#web/use-deed.ts'
import type { ChannelDraft } from '../api.ts'
import { DEMO_WORDS } from '../format.ts'
import styles from './channels-page.module.css'

type ChannelFormProps = {
  readonly kind: ChannelKind
  readonly start: ChannelDraft
  /** A new channel needs what signs in there; one that is there has it. */
  readonly isNew?: boolean
  /** What the button does. */
  readonly deed: string
  readonly children?: ReactNode
  /** Rejects with what the server said. */
  readonly onSave: (draft: ChannelDraft) => Promise<void>
}

type SettingField = Pick<ComponentProps<typeof Field>, 'label' | 'hint' | 'type' | 'placeholder' | 'maxLength'> & {
  readonly path: string
}

const FIELDS: Record<ChannelKind, readonly SettingField[]> = {
  site: [],
  demo: [],
  webhook: [
    {
      path: 'url',
      label: 'Address',
      type: 'url',
      placeholder: 'https://example.org/hook',
      maxLength: LIMITS.webhookUrlChars,
      hint: 'Each post is sent there, signed. Answer 2xx when you have it.',
    },
  ],
  mastodon: [{ path: 'url', label: 'Server', type: 'url', placeholder: 'https://example.social' }],
  newsletter: [
    {
      path: 'from',
      label: 'From',
      type: 'email',
      placeholder: 'news@example.org',
      hint: 'Readers see it. The mail server that SMTP_URL names must be allowed to send for it.',
    },
  ],
  bluesky: [
    { path: 'handle', label: 'Handle', placeholder: 'galley.bsky.social', maxLength: 254 },
    { path: 'url', label: 'Server', type: 'url', hint: 'The one that keeps the account.' },
  ],
}

const SECRET_WORDS: Partial<Record<ChannelKind, { readonly label: string; readonly hint: string }>> = {
  mastodon: {
    label: 'Access token',
    hint: 'Preferences, Development, New application: read:accounts, read:statuses and write:statuses.',
  },
  bluesky: { label: 'App password', hint: 'Settings, Privacy and security, App passwords.' },
}

type Typed = { readonly settings: Readonly<Record<string, unknown>>; readonly secret: string }

type Problem = { readonly words: string | null; readonly byPath: Readonly<Record<string, string>> }
const NONE: Problem = { words: null, byPath: {} }

export function ChannelForm({ kind, start, isNew = false, deed, children, onSave }: ChannelFormProps) {
  const [name, setName] = useState(start.name)
  // A secret goes to the kind it was typed for and to no other; who comes back to that kind finds it.
  const [byKind, setByKind] = useState<Partial<Record<ChannelKind, Typed>>>({})
  const { settings, secret } = byKind[kind] ?? { settings: start.settings, secret: '' }
  const { busy, trouble, run } = useDeedWith(problemOf)
  const [tried, setTried] = useState(kind)
  const problem = (tried === kind && trouble) || NONE
  const note = (typed: Partial<Typed>) => setByKind({ ...byKind, [kind]: { settings, secret, ...typed } })
  const set = (change: Record<string, unknown>) => note({ settings: { ...settings, ...change } })

  const save = (event: FormEvent) => {
    event.preventDefault()
    setTried(kind)
    void run(() => onSave({ name: name.trim(), settings, ...(secret !== '' && { secret }) }))
  }

  return (
    <form className={styles.form} onSubmit={save}>
      {children}
      <Field
        label="Name"
        name="name"
        required
        maxLength={LIMITS.nameChars}
        autoComplete="off"
        value={name}
        error={problem.byPath.name ?? null}
        onChange={event => setName(event.target.value)}
      />
      {FIELDS[kind].map(({ path, ...field }) => (
        <Field
          key={path}
          {...field}
          name={path}
          required
          autoComplete="off"
          spellCheck={false}
          value={String(settings[path] ?? '')}
          error={problem.byPath[`settings.${path}`] ?? null}
          onChange={event => set({ [path]: event.target.value })}
        />
      ))}
      {CHANNEL_KIND_FACTS[kind].secret === 'given' && (
        <Field
          label={SECRET_WORDS[kind]?.label ?? 'Secret'}
          hint={SECRET_WORDS[kind]?.hint}
          name="secret"
          type="password"
          required={isNew}
          maxLength={LIMITS.givenSecretChars}
          autoComplete="off"
          placeholder={isNew ? '' : 'Leave empty to keep the one that is there'}
          value={secret}
          error={problem.byPath.secret ?? null}
          onChange={event => note({ secret: event.target.value })}
        />
      )}
      {kind === 'demo' && <DemoFields settings={settings} error={problem.byPath['settings.delayMs']} onChange={set} />}
      {problem.words && (
        <Banner tone="failed" icon={<TriangleAlert />} role="alert">
          {problem.words}
        </Banner>
      )}
      <div className={styles.foot}>
        <Button type="submit" look="primary" busy={busy}>
          {deed}
        </Button>
      </div>
    </form>
  )
}

type DemoFieldsProps = {
  readonly settings: Readonly<Record<string, unknown>>
  readonly error: string | undefined
  readonly onChange: (change: Record<string, unknown>) => void
}

function DemoFields({ settings, error, onChange }: DemoFieldsProps) {
  const id = useId()
  return (
    <>
      <div className={select.labelled}>
        <label htmlFor={id}>What it does</label>
        <select
          id={id}
          className={select.select}
          value={String(settings.behaviour ?? 'succeed')}
          onChange={event => onChange({ behaviour: event.target.value })}
        >
          {DEMO_BEHAVIOURS.map(behaviour => (
            <option key={behaviour} value={behaviour}>
              {DEMO_WORDS[behaviour]}
            </option>
          ))}
        </select>
      </div>
      <Field
        label="After how many seconds"
        name="delay"
        type="number"
        min={0}
        max={LIMITS.demoDelayMs / 1000}
        step={0.5}
        required
        value={Number(settings.delayMs ?? 1000) / 1000}
        error={error ?? null}
        onChange={event => onChange({ delayMs: Math.round(event.target.valueAsNumber * 1000) || 0 })}
      />
    </>
  )
}

/** The server's details name the field; without them the sentence stands alone. */
function problemOf(error: unknown): Problem {
  const details = error instanceof ApiError && Array.isArray(error.details) ? error.details : []
  const byPath = Object.fromEntries(
    details.flatMap((detail: unknown) => {
      if (typeof detail !== 'object' || detail === null || !('path' in detail) || !('message' in detail)) return []
      return [[String(detail.path), `It ${String(detail.message)}.`]]
    }),
  )
  return { byPath, words: Object.keys(byPath).length > 0 ? null : errorWords(error) }
}
