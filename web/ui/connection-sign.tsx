/** How this page hangs on the server, in shape and words. It gets values and knows no socket. */
import { classes } from './classes.ts'
import styles from './connection-sign.module.css'
import { type ConnectionValues, connectionTone, connectionWords } from './connection-words.ts'

type ConnectionSignProps = ConnectionValues & {
  readonly roundTripMs?: number
  readonly className?: string
}

export function ConnectionSign({ roundTripMs, className, ...values }: ConnectionSignProps) {
  const words = connectionWords(values)
  return (
    <div
      className={classes(styles.sign, className)}
      data-tone={connectionTone(values.state)}
      data-connection={values.state}
      title={values.state === 'live_http' ? HTTP_WORDS : words}
    >
      <span className={styles.dot} aria-hidden />
      <span className={styles.words}>{words}</span>
      {values.state === 'live' && roundTripMs !== undefined && (
        <span className={classes(styles.trip, 'num')} title="Time to the server and back">
          {Math.round(roundTripMs)} ms
        </span>
      )}
    </div>
  )
}

const HTTP_WORDS =
  'Live without websocket: none gets through. Lists are live, over HTTP; texts need a websocket. A proxy on the way blocks it.'
