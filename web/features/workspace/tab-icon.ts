/** The mark of app/icon.svg with what a tab can say at a glance: a dot for unread, an amber ring while offline. */

const TILE = '#25221e'
const DOT = '#1f8fff'
const RING = '#e0a100'

/** @returns an address for `<link rel="icon">`; null when the plain mark says it all */
export function tabIcon({ unread, offline }: { readonly unread: boolean; readonly offline: boolean }): string | null {
  if (!unread && !offline) return null
  const ring = offline
    ? `<rect x="1.5" y="1.5" width="29" height="29" rx="8" fill="none" stroke="${RING}" stroke-width="3"/>`
    : ''
  const dot = unread ? `<circle cx="25" cy="7" r="6.5" fill="${DOT}" stroke="#fff" stroke-width="2"/>` : ''
  const svg =
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="8" fill="${TILE}"/>` +
    '<path d="m8 22 8-13 8 13" fill="none" stroke="#fff" stroke-width="3" stroke-linecap="round" stroke-linejoin="round"/>' +
    `${ring}${dot}</svg>`
  return `data:image/svg+xml,${encodeURIComponent(svg)}`
}
