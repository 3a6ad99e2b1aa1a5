/** Where the built-in site shows a post; absolute, as it is sent and linked. */
export function siteUrlOf(publicUrl: string, workspaceSlug: string, postSlug: string): string {
  return new URL(`/p/${encodeURIComponent(workspaceSlug)}/${encodeURIComponent(postSlug)}`, publicUrl).href
}
