/** Shape and word of a status, in its colour. */
import { type GlyphName, StatusGlyph, type Tone } from './status-glyph.tsx'
import styles from './status-label.module.css'

type StatusLabelProps = { readonly glyph: GlyphName; readonly tone: Tone; readonly word: string }

export function StatusLabel({ glyph, tone, word }: StatusLabelProps) {
  return (
    <span className={styles.label} data-tone={tone}>
      <StatusGlyph name={glyph} />
      {/* The word fades over when it changes, for those who want no movement. */}
      <span key={word} className={styles.word}>
        {word}
      </span>
    </span>
  )
}
