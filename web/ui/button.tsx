/** The one button: `primary` once a view, `accent` only for sending one's words, `quiet` for the rest of the chrome. */
import type { ComponentProps, ReactNode } from 'react'
import styles from './button.module.css'
import { classes } from './classes.ts'
import { PageLink } from './page-link.tsx'

type Look = {
  readonly look?: 'plain' | 'primary' | 'accent' | 'danger' | 'quiet'
  readonly size?: 'small' | 'normal' | 'large'
  /** Square, for one icon; give it an `aria-label`. */
  readonly icon?: boolean
}

/** Class of a button, for parts of other libraries that render their own element. */
export function buttonClass({ look = 'plain', size = 'normal', icon = false }: Look = {}): string {
  return classes(styles.button, styles[look], size !== 'normal' && styles[size], icon && styles.icon)
}

type ButtonProps = Look &
  Omit<ComponentProps<'button'>, 'children'> & {
    /** Under way: keeps its place and its words, takes no further press. */
    readonly busy?: boolean
    readonly children?: ReactNode
  }

export function Button({
  look,
  size,
  icon,
  busy = false,
  className,
  type = 'button',
  onClick,
  children,
  ...rest
}: ButtonProps) {
  return (
    <button
      {...rest}
      type={type}
      aria-busy={busy || undefined}
      aria-disabled={busy || rest['aria-disabled']}
      className={classes(buttonClass({ look, size, icon }), className)}
      onClick={event => (busy ? event.preventDefault() : onClick?.(event))}
    >
      {children}
    </button>
  )
}

/** A link that looks like a button. */
export function ButtonLink({ look, size, icon, className, ...rest }: Look & ComponentProps<typeof PageLink>) {
  return <PageLink {...rest} className={classes(buttonClass({ look, size, icon }), className)} />
}
