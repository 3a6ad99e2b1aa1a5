/** In the dialog of sharing, what is pressed may go with its row: focus waits where a second press does no harm. */

/**
 * @param pressed what has the focus now, and goes
 * @param formGoes the form goes too, with the last person it could name
 */
export function keepFocus(pressed: Element, formGoes = false): void {
  const part = pressed.closest('section')
  const form = formGoes ? null : part?.querySelector<HTMLElement>('form select')
  const next = form ?? part?.querySelector<HTMLElement>('[aria-pressed="true"]')
  next?.focus()
}
