'use client'
/** A menu on a button: Base UI brings the keys, focus and roles; the look is ours. */
import { Menu as Base } from '@base-ui/react/menu'
import { Check } from 'lucide-react'
import type { ReactElement, ReactNode } from 'react'
import { classes } from './classes.ts'
import { layersElement } from './layers.ts'
import styles from './menu.module.css'
import { PageLink } from './page-link.tsx'

type MenuProps = {
  /** The button that opens it; it gets its behaviour from here. */
  readonly trigger: ReactElement
  readonly children: ReactNode
  readonly side?: 'top' | 'bottom' | 'right'
  readonly align?: 'start' | 'end'
  readonly open?: boolean
  readonly onOpenChange?: (open: boolean) => void
}

export function Menu({ trigger, children, side = 'bottom', align = 'start', open, onOpenChange }: MenuProps) {
  return (
    <Base.Root open={open} onOpenChange={next => onOpenChange?.(next)}>
      <Base.Trigger render={trigger} />
      <Base.Portal container={layersElement()}>
        <Base.Positioner className={styles.positioner} side={side} align={align} sideOffset={4} collisionPadding={8}>
          <Base.Popup className={styles.menu}>{children}</Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  )
}

type MenuItemProps = {
  readonly icon?: ReactNode
  readonly keys?: ReactNode
  /** Why it cannot be chosen; it stays visible and says so. */
  readonly refused?: string
  /** What choosing it does, where its name says only where it leads. */
  readonly hint?: string
  readonly danger?: boolean
  readonly onSelect: () => void
  readonly children: ReactNode
}

export function MenuItem({ icon, keys, refused, hint, danger = false, onSelect, children }: MenuItemProps) {
  return (
    <Base.Item
      className={classes(styles.item, danger && styles.danger)}
      disabled={refused !== undefined}
      onClick={() => onSelect()}
    >
      {icon}
      <span className={styles.words}>
        {children}
        {(refused ?? hint) && <span className={styles.why}>{refused ?? hint}</span>}
      </span>
      {keys}
    </Base.Item>
  )
}

type MenuLinkProps = {
  readonly href: string
  readonly icon?: ReactNode
  readonly children: ReactNode
  readonly external?: boolean
}

export function MenuLink({ href, icon, children, external = false }: MenuLinkProps) {
  // biome-ignore lint/a11y/useAnchorContent: the menu puts its words inside.
  const element = external ? <a href={href} target="_blank" rel="noopener" /> : <PageLink href={href} />
  return (
    <Base.LinkItem className={styles.item} render={element} closeOnClick>
      {icon}
      <span className={styles.words}>{children}</span>
    </Base.LinkItem>
  )
}

type MenuChoicesProps<Value extends string> = {
  readonly label: string
  readonly value: Value
  readonly choices: readonly { readonly value: Value; readonly word: string; readonly hint?: string }[]
  readonly onChoose: (value: Value) => void
}

/** One of several, with a tick at the present one. */
export function MenuChoices<Value extends string>({ label, value, choices, onChoose }: MenuChoicesProps<Value>) {
  return (
    <Base.RadioGroup value={value} onValueChange={(next: Value) => onChoose(next)}>
      <Base.Group>
        <Base.GroupLabel className={styles.heading}>{label}</Base.GroupLabel>
        {choices.map(choice => (
          <Base.RadioItem key={choice.value} value={choice.value} className={styles.item} closeOnClick>
            <span className={styles.tick}>
              <Base.RadioItemIndicator>
                <Check size={14} aria-hidden />
              </Base.RadioItemIndicator>
            </span>
            <span className={styles.words}>
              {choice.word}
              {choice.hint && <span className={styles.why}>{choice.hint}</span>}
            </span>
          </Base.RadioItem>
        ))}
      </Base.Group>
    </Base.RadioGroup>
  )
}

type MenuChecksProps<Value extends string> = {
  readonly label: string
  readonly values: readonly Value[]
  readonly choices: readonly { readonly value: Value; readonly word: string }[]
  readonly onToggle: (value: Value) => void
}

/** Any number of several, a tick at each that holds. The menu stays, for the next one. */
export function MenuChecks<Value extends string>({ label, values, choices, onToggle }: MenuChecksProps<Value>) {
  return (
    <Base.Group>
      <Base.GroupLabel className={styles.heading}>{label}</Base.GroupLabel>
      {choices.map(({ value, word }) => (
        <Base.CheckboxItem
          key={value}
          className={styles.item}
          checked={values.includes(value)}
          onCheckedChange={() => onToggle(value)}
        >
          <span className={styles.tick}>
            <Base.CheckboxItemIndicator>
              <Check size={14} aria-hidden />
            </Base.CheckboxItemIndicator>
          </span>
          <span className={styles.words}>{word}</span>
        </Base.CheckboxItem>
      ))}
    </Base.Group>
  )
}

/** Items under a heading. */
export function MenuGroup({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <Base.Group>
      <Base.GroupLabel className={styles.heading}>{label}</Base.GroupLabel>
      {children}
    </Base.Group>
  )
}

export function MenuLine() {
  return <Base.Separator className={styles.line} />
}
