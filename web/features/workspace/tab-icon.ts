/** The mark of app/icon.svg with what a tab can say at a glance: how many rows are unread, an amber ring while offline. */

const TILE = '#25221e'
/** White figures are read on it: 5.9 to 1. */
const BADGE = '#0b62c4'
const RING = '#e0a100'

/** @returns an address for `<link rel="icon">`; null when the plain mark says it all */
export function tabIcon({ unread, offline }: { readonly unread: number; readonly offline: boolean }): string | null {
  if (unread === 0 && !offline) return null
  const ring = offline
    ? `<rect x="1.5" y="1.5" width="29" height="29" rx="8" fill="none" stroke="${RING}" stroke-width="3"/>`
    : ''
  const badge =
    unread > 0
      ? `<circle cx="21.5" cy="10.5" r="10.5" fill="${BADGE}"/><text x="21.5" y="${unread > 9 ? 15 : 16}" text-anchor="middle" ` +
        `font-family="system-ui,sans-serif" font-weight="700" font-size="${unread > 9 ? 12 : 16}" fill="#fff">` +
        `${unread > 9 ? '9+' : unread}</text>`
      : ''
  const svg =
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="8" fill="${TILE}"/>` +
    '<path d="m8 22 8-13 8 13" fill="none" stroke="#fff" stroke-width="3" stroke-linecap="round" stroke-linejoin="round"/>' +
    `${ring}${badge}</svg>`
  return `data:image/svg+xml,${encodeURIComponent(svg)}`
}
