/** A grey bar where words will be. Shown only after 150 ms: most loads end before, and then nothing flickers. */
import styles from './skeleton.module.css'

export function Skeleton({ width = '100%', height = 10 }: { readonly width?: string; readonly height?: number }) {
  return <span className={styles.bar} style={{ width, height }} aria-hidden />
}
