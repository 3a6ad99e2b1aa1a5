/** A picture where only words can stand: copies as plain text, differences between versions. */
export function imageWords(attributes: Readonly<Record<string, unknown>> | undefined): string {
  const said = [attributes?.alt, attributes?.caption].filter(words => typeof words === 'string' && words.trim() !== '')
  return `[${['Picture', ...said].join(': ')}]`
}
