/** Light, dark or as the system says; kept in a cookie so that the server paints the right one at once. */
export const THEMES = ['system', 'light', 'dark'] as const
export type Theme = (typeof THEMES)[number]

export const THEME_COOKIE = 'galley_theme'
const YEAR_SECONDS = 365 * 24 * 60 * 60

export function parseTheme(value: string | undefined): Theme {
  return THEMES.find(theme => theme === value) ?? 'system'
}

/** Paints this tab and keeps the choice for the next pages. */
export function applyTheme(theme: Theme): void {
  if (theme === 'system') delete document.documentElement.dataset.theme
  else document.documentElement.dataset.theme = theme
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not in every browser we support.
  document.cookie = `${THEME_COOKIE}=${theme}; path=/; max-age=${YEAR_SECONDS}; samesite=lax`
}
