/** The proof of what was approved and published: sha-256 over a form of the JSON that everyone can make again. */

/** Keys sorted by UTF-16 code units (as RFC 8785), no white space; arrays keep their order, undefined is left out. */
export function canonicalJson(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined)
  // Sorted by hand into text: an object would put keys that look like numbers first.
  entries.sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${entries.map(([key, inner]) => `${JSON.stringify(key)}:${canonicalJson(inner)}`).join(',')}}`
}

/** sha-256 (hex) of the canonical form in UTF-8. In a browser it needs a secure context, as Web Crypto does. */
export async function contentHash(json: unknown): Promise<string> {
  const digest = await globalThis.crypto.subtle.digest('SHA-256', new TextEncoder().encode(canonicalJson(json)))
  return Array.from(new Uint8Array(digest), byte => byte.toString(16).padStart(2, '0')).join('')
}
