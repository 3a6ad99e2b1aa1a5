/** Where a link may lead: absolute addresses of these protocols and nothing else, in the editor, in Markdown and in HTML. */
const PROTOCOLS: readonly string[] = ['http:', 'https:', 'mailto:']

/** The address in its normal form, or null where it must not become a link. */
export function parseLinkAddress(value: unknown): string | null {
  if (typeof value !== 'string' || value.length > 2000) return null
  // The form that is checked is the form that is used: browsers drop tabs and line ends, and so does URL.
  const url = URL.parse(value)
  return url && PROTOCOLS.includes(url.protocol) ? url.href : null
}
