/** y-protocols swallows what goes wrong while an update is applied or shown, and only says it on the console. */

/** @returns the way back */
export function overhearErrors(heard: (words: string) => void): () => void {
  const { console: target } = globalThis
  const { error } = target
  const hear = (...words: unknown[]) => heard(words.map(toWords).join(' '))
  Object.assign(target, { error: hear })
  return () => {
    Object.assign(target, { error })
  }
}

function toWords(word: unknown): string {
  return word instanceof Error ? (word.stack ?? word.message) : String(word)
}
