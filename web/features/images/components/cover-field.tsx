'use client'
/** The cover of a post: chosen from this device, with its words; live and shared like the text. */
import { type ChangeEvent, type DragEvent, useId, useRef, useState } from 'react'
import { type ImageId, imageFile, imagePath, imageSize } from '#domain/contract/images.ts'
import { LIMITS } from '#domain/contract/limits.ts'
import type { Cover } from '#domain/text/post-fields.ts'
import { errorWords } from '#web/api-client.ts'
import { holdPage } from '#web/leaving.ts'
import { Button } from '#web/ui/button.tsx'
import { Field } from '#web/ui/field.tsx'
import { mayTryAgain, sendImage } from '../api.ts'
import { fileName, TAKEN_TYPES } from '../files.ts'
import styles from './cover-field.module.css'

type CoverFieldProps = {
  readonly postId: string
  readonly cover: Cover | null
  /** Null for whoever may not write. */
  readonly onChange: { readonly cover: (id: ImageId | null) => void; readonly alt: (words: string) => void } | null
}

type Sending =
  | { readonly state: 'rest' }
  | { readonly state: 'sending'; readonly file: File; readonly part: number }
  | { readonly state: 'failed'; readonly file: File; readonly words: string; readonly again: boolean }

const SHOWN_WIDTH = 640

export function CoverField({ postId, cover, onChange }: CoverFieldProps) {
  const [sending, setSending] = useState<Sending>({ state: 'rest' })
  const input = useRef<HTMLInputElement>(null)
  const stop = useRef<AbortController>(null)
  const labelId = useId()

  const send = async (file: File) => {
    stop.current?.abort()
    const mine = new AbortController()
    stop.current = mine
    // Also when its panel is closed meanwhile, it goes on.
    const letGo = holdPage()
    const show = (next: Sending) => mine.signal.aborted || setSending(next)
    show({ state: 'sending', file, part: 0 })
    try {
      const onProgress = (part: number) => show({ state: 'sending', file, part })
      const id = await sendImage(file, {
        postId,
        key: crypto.getRandomValues(new Uint32Array(4)).join('-'),
        onProgress,
        signal: mine.signal,
      })
      if (mine.signal.aborted) return
      onChange?.cover(id)
      setSending({ state: 'rest' })
    } catch (error) {
      show({ state: 'failed', file, words: errorWords(error), again: mayTryAgain(error) })
    } finally {
      letGo()
    }
  }
  const chosen = ({ target }: ChangeEvent<HTMLInputElement>) => {
    const [file] = target.files ?? []
    // The same file may be chosen again after it failed.
    target.value = ''
    if (file) void send(file)
  }
  const dropped = (event: DragEvent) => {
    const [file] = event.dataTransfer.files
    if (!onChange || !file) return
    event.preventDefault()
    void send(file)
  }
  const choose = () => input.current?.click()
  const rest = () => {
    stop.current?.abort()
    setSending({ state: 'rest' })
  }

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is one way more, the buttons do the same
    <div className={styles.cover} onDrop={dropped} onDragOver={event => onChange && event.preventDefault()}>
      <h3 className={styles.label} id={labelId}>
        Cover
      </h3>
      {cover && <Picture cover={cover} />}
      {!cover && sending.state === 'rest' && (
        <p className={styles.note}>None. The first picture of the text goes with the link.</p>
      )}
      {sending.state === 'sending' && (
        <>
          <p className={styles.note} role="status">
            {sending.part < 1 ? `Uploading ${fileName(sending.file)}…` : `Working on ${fileName(sending.file)}…`}
          </p>
          <progress
            className={styles.bar}
            max={1}
            value={sending.part}
            aria-label={`Uploading ${fileName(sending.file)}`}
          />
        </>
      )}
      {sending.state === 'failed' && (
        <p className={styles.failed} role="alert">{`Could not upload ${fileName(sending.file)}. ${sending.words}`}</p>
      )}
      {cover && onChange && (
        <Field
          label="Alt text of the cover"
          value={cover.alt}
          maxLength={LIMITS.altChars}
          placeholder="What it shows, for those who do not see it"
          hint={cover.alt === '' ? 'No alt text yet' : null}
          onChange={event => onChange.alt(event.target.value)}
        />
      )}
      {onChange && (
        // biome-ignore lint/a11y/useSemanticElements: a fieldset would have its own frame and head
        <div className={styles.deeds} role="group" aria-labelledby={labelId}>
          {sending.state === 'sending' ? (
            <Button size="small" onClick={rest}>
              Cancel
            </Button>
          ) : (
            <>
              {sending.state === 'failed' && sending.again && (
                <Button size="small" onClick={() => void send(sending.file)}>
                  Try again
                </Button>
              )}
              <Button size="small" onClick={choose}>
                {cover || sending.state === 'failed' ? 'Choose another…' : 'Choose a cover…'}
              </Button>
              {(cover || sending.state === 'failed') && (
                <Button
                  size="small"
                  look="quiet"
                  onClick={sending.state === 'failed' ? rest : () => onChange.cover(null)}
                >
                  {sending.state === 'failed' ? 'Never mind' : 'Remove'}
                </Button>
              )}
            </>
          )}
          <input
            ref={input}
            type="file"
            accept={TAKEN_TYPES}
            hidden
            aria-label="Picture for the cover"
            onChange={chosen}
          />
        </div>
      )}
    </div>
  )
}

function Picture({ cover: { id, alt } }: { readonly cover: Cover }) {
  const { width, height } = imageSize(id)
  return (
    // biome-ignore lint/performance/noImgElement: its files have the widths already
    <img
      className={styles.picture}
      src={imagePath(id, imageFile(id, SHOWN_WIDTH))}
      width={width}
      height={height}
      alt={alt}
    />
  )
}
