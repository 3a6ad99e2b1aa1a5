/** Files of this device that may become pictures. */

/** For file choosers; the server judges by content. */
export const TAKEN_TYPES = 'image/jpeg,image/png,image/webp,image/avif,image/gif'

const NAME_CHARS = 60

/** As one line that cannot turn the words around it: names may hold anything. */
export function fileName({ name }: Pick<File, 'name'>): string {
  const line = name.replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ').trim()
  const letters = [...line]
  return letters.length > NAME_CHARS ? `${letters.slice(0, NAME_CHARS).join('')}…` : line || 'the picture'
}
