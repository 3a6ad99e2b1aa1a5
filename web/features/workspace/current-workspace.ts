/** Which of one's workspaces is shown: kept in a cookie, so that the server renders the right one. */
export const WORKSPACE_COOKIE = 'galley_workspace'
const YEAR_SECONDS = 365 * 24 * 60 * 60

export function rememberWorkspace(workspaceId: string): void {
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not in every browser we support.
  document.cookie = `${WORKSPACE_COOKIE}=${workspaceId}; path=/; max-age=${YEAR_SECONDS}; samesite=lax`
}
