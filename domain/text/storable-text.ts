/** Text that Postgres can keep as JSON: no U+0000 and no half of a surrogate pair; each becomes U+FFFD. */
export function toStorableText(text: string): string {
  return text.toWellFormed().replaceAll('\u0000', '\uFFFD')
}
