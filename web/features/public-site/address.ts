/** Addresses of the public site; absolute, as search engines and feed readers want them. */
type Slugged = { readonly slug: string }

export function siteUrl(publicUrl: string, workspace: Slugged): string {
  return new URL(`/p/${encodeURIComponent(workspace.slug)}`, publicUrl).href
}

export function postUrl(publicUrl: string, workspace: Slugged, post: Slugged): string {
  return `${siteUrl(publicUrl, workspace)}/${encodeURIComponent(post.slug)}`
}
